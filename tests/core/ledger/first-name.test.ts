import type { Load } from "../../../functions/core/documents";
import { type FirstNames, requireFirstName } from "../../../functions/core/ledger/first-name";
import type { LoadItem } from "../../../functions/core/ledger/items";

const FOLDER = "shop/things/dt=2026-03-02/";
const file = (name: string) => ({ table: "shop/things", key: FOLDER + name, batch_date: "2026-03-02" }) as Load;
const [A, B] = [file("a.csv"), file("b.csv")];

/** The item and the loads of one date. */
class Ledger implements FirstNames {
  key: string | null = null;
  readonly items = new Map<string, Partial<LoadItem>>();

  async take({ key }: Load, instead: string | null): Promise<string> {
    if (this.key === null || this.key === key || this.key === instead) this.key = key;
    return this.key;
  }
  loadsOfDate = async () => [...this.items].map(([key, item]) => ({ key, ...item })) as LoadItem[];

  /** The file arrives, and its load ends as `status`; the error where it is held before the job. */
  async arrive(load: Load, status: LoadItem["status"], isApproved = false): Promise<string> {
    try {
      await requireFirstName(load, isApproved, this);
    } catch (error) {
      this.items.set(load.key, { status: "HELD" });
      return (error as Error).message;
    }
    this.items.set(load.key, { status, ...(status === "LOADED" ? { committed: true } : {}) });
    return status;
  }
}

describe("a second name of one batch date", () => {
  it.each([
    ["HELD", "is held until somebody decides"],
    ["FAILED", "failed to load"],
    ["CLAIMED", "is being loaded"],
  ] as const)("is held while the first is %s, and loaded once a person approves", async (status, end) => {
    const ledger = new Ledger();
    await ledger.arrive(A, status);
    expect(await ledger.arrive(B, "LOADED")).toBe(
      `shop/things: ${FOLDER}b.csv is a second file of the snapshot of 2026-03-02, under another name than ${FOLDER}a.csv, which ${end}. If the files are parts of one snapshot, declare "another_file": {"parts": {...}} in table.json; if it corrects the first, send it again under that name; if it is to take the place of the first, approve it: sluice run '{"key": "${FOLDER}b.csv", "approve_replacement": true}'`,
    );
    expect(await ledger.arrive(B, "LOADED", true)).toBe("LOADED");
    // From now on the job compares with what is loaded.
    expect(await ledger.arrive(A, "HELD")).toBe("HELD");
  });

  it("does not keep the first from being approved, corrected or loaded again", async () => {
    for (const last of ["LOADED", "HELD", "FAILED"] as const) {
      const ledger = new Ledger();
      await ledger.arrive(A, "HELD");
      expect(await ledger.arrive(B, "LOADED")).toContain("is a second file");
      expect(await ledger.arrive(A, last)).toBe(last);
    }
  });

  it("takes the place of a first one that was rejected by the job", async () => {
    const ledger = new Ledger();
    await ledger.arrive(A, "REJECTED");
    expect(await ledger.arrive(B, "HELD")).toBe("HELD");
    expect(await ledger.arrive(A, "LOADED")).toContain(`under another name than ${FOLDER}b.csv, which is held`);
  });

  it("is left to the job where a file is loaded, even one from before names were on record", async () => {
    const ledger = new Ledger();
    ledger.items.set(A.key, { status: "LOADED", committed: true });
    expect(await ledger.arrive(B, "HELD")).toBe("HELD");
    expect(await ledger.arrive(A, "LOADED")).toBe("LOADED");
  });

  it("is one of the two that arrive at once", async () => {
    const ledger = new Ledger();
    for (const { key } of [A, B]) ledger.items.set(key, { status: "CLAIMED" });
    const both = await Promise.allSettled([A, B].map((load) => requireFirstName(load, false, ledger)));
    expect(both.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
  });
});
