import { explainMart, planMarts } from "../../../functions/core/fan-in";
import { definitions, mart, table } from "./factory";
import { MemoryLedger } from "./memory-ledger";

const TABLES = ["f17/orders", "f17/customers"].map((id) => table(id, { feed: "snapshot" }));
const SALES = definitions(TABLES, [mart("sales", 0, "f17/orders:daily", "f17/customers:daily")]);
const REASON =
  'c.csv does not match f17/customers: 1 problem in 2 rows, at line 3, column "cust": expected an integer, found "x". Correct the file and send it again, or change schemas/f17/customers/row.schema.json.';
const file = (date: string, name: string, status: string, told: { error?: string; error_message?: string } = {}) => ({
  key: `f17/customers/dt=${date}/${name}`,
  batch_date: date,
  loaded_at: `2024-06-05T0${name.length % 10}:00:00.000Z`,
  status,
  ...told,
});
const BAD = file("2024-06-02", "c.csv", "REJECTED", { error: "FileRejectedError", error_message: REASON });
const BAD_NOTE = `f17/customers/dt=2024-06-02/c.csv came at 2024-06-05T05:00:00Z and was rejected: FileRejectedError: ${REASON}`;

const why = async (ledger: MemoryLedger, date: string | null = null) =>
  explainMart("sales", SALES, await ledger.view(Object.values(SALES.marts)), date);

/** A file that is loaded, in a run of its own, and the builds that it wins; they succeed. */
async function arrive(ledger: MemoryLedger, table: string, batch_date: string): Promise<string[]> {
  ledger.commit(table, batch_date);
  const run = `${table} ${batch_date}`;
  const plan = await planMarts(SALES, { level: 0, touched: [{ table, batch_date }], requested: [] }, run, ledger);
  const dates = plan.builds.flatMap(({ batch_dates }) => batch_dates);
  for (const date of dates) ledger.built("sales", date, run);
  return dates;
}

describe("a mart of which one input is missing", () => {
  it("is built for no date that lacks an input, and why says at each step which file is the reason", async () => {
    const ledger = new MemoryLedger();
    await arrive(ledger, "f17/customers", "2024-06-01");
    expect(await arrive(ledger, "f17/orders", "2024-06-01")).toEqual(["2024-06-01"]);

    expect(await arrive(ledger, "f17/orders", "2024-06-02")).toEqual([]);
    const waits =
      "sales is not due for 2024-06-02: it waits for f17/customers of 2024-06-02 (last loaded for 2024-06-01). It serves 2024-06-01.";
    expect(await why(ledger)).toMatchObject({ message: waits, notes: [] });

    ledger.record("f17/customers", BAD);
    expect(await why(ledger)).toMatchObject({ message: waits, notes: [BAD_NOTE] });

    expect(await arrive(ledger, "f17/orders", "2024-06-03")).toEqual([]);
    expect(await arrive(ledger, "f17/customers", "2024-06-03")).toEqual(["2024-06-03"]);
    expect(await why(ledger)).toMatchObject({ message: "sales is built for 2024-06-03.", notes: [] });
    expect((await why(ledger, "2024-06-02")).notes).toEqual([BAD_NOTE]);

    ledger.record("f17/customers", file("2024-06-02", "c-fixed.csv", "CLAIMED"));
    expect((await why(ledger, "2024-06-02")).notes).toEqual([
      BAD_NOTE,
      "f17/customers/dt=2024-06-02/c-fixed.csv came at 2024-06-05T01:00:00Z and is being loaded.",
    ]);
    ledger.loads.set("f17/customers", [
      BAD,
      { ...file("2024-06-02", "corrected.csv", "LOADED"), loaded_at: "2024-06-05T09:00:00.000Z" },
    ]);
    expect(await arrive(ledger, "f17/customers", "2024-06-02")).toEqual(["2024-06-02", "2024-06-03"]);
    expect(await why(ledger, "2024-06-02")).toMatchObject({ message: "sales is built for 2024-06-02.", notes: [] });
  });

  it("has the command of a failed file, and that of a held one, which ends its sentence", async () => {
    const ledger = new MemoryLedger();
    const held = `12 of 12 rows would be deleted. If that is right: sluice run '{"key": "f17/customers/dt=2024-06-02/h.csv", "approve_deletes": true}'`;
    ledger.record(
      "f17/customers",
      file("2024-06-02", "f.csv", "FAILED", {
        error: "Glue.JobRunTimeout",
        error_message: "The run ended as TIMEOUT.",
      }),
    );
    ledger.record(
      "f17/customers",
      file("2024-06-02", "hh.csv", "HELD", { error: "MassDeleteError", error_message: held }),
    );
    expect(await why(ledger)).toMatchObject({
      message: "sales waits for the first load of f17/orders and f17/customers.",
      notes: [
        `f17/customers/dt=2024-06-02/hh.csv came at 2024-06-05T06:00:00Z and is held until somebody decides: MassDeleteError: ${held}`,
        `f17/customers/dt=2024-06-02/f.csv came at 2024-06-05T05:00:00Z and failed to load: Glue.JobRunTimeout: The run ended as TIMEOUT. Load it again: sluice run '{"key": "f17/customers/dt=2024-06-02/f.csv"}'`,
      ],
    });
  });

  it("names a rejected file of a date for which nothing else has arrived, and a rejected correction", async () => {
    const ledger = new MemoryLedger();
    await arrive(ledger, "f17/customers", "2024-06-01");
    await arrive(ledger, "f17/orders", "2024-06-01");
    ledger.record("f17/customers", BAD);
    expect(await why(ledger)).toMatchObject({ state: "BUILT", notes: [BAD_NOTE] });
    expect((await why(ledger, "2024-06-01")).notes).toEqual([]);
    await arrive(ledger, "f17/customers", "2024-06-02");
    expect((await why(ledger, "2024-06-02")).notes).toEqual([BAD_NOTE]);
  });

  it("forgets a rejected file of changes only when the same key is loaded, not when another file is", async () => {
    const changes = definitions(
      [table("f17/orders"), table("f17/customers", { feed: "changes" })],
      Object.values(SALES.marts),
    );
    const ledger = new MemoryLedger();
    ledger.commit("f17/orders", "2024-06-02");
    ledger.record("f17/customers", BAD);
    ledger.record("f17/customers", {
      ...file("2024-06-02", "other.csv", "LOADED"),
      loaded_at: "2024-06-05T09:00:00.000Z",
    });
    const notes = async () =>
      explainMart("sales", changes, await ledger.view(Object.values(changes.marts)), null).notes;
    expect(await notes()).toEqual([BAD_NOTE]);
    ledger.record("f17/customers", { ...BAD, loaded_at: "2024-06-05T09:30:00.000Z", status: "LOADED" });
    expect(await notes()).toEqual([]);
  });
});

describe("rows that wait for a member", () => {
  it.each([
    ["on_arrival", "the file that brings the member repairs them."],
    [
      "with_next_load",
      'the next batch date that is built repairs them, since mart.json says "repair": "with_next_load".',
    ],
  ] as const)("are told with how they are repaired: %s", (repair, ending) => {
    const definition = { ...mart("sales", 0, "f17/orders:daily", "f17/customers:any"), repair };
    const request = { batch_date: "2024-06-01", revision: 1, status: "BUILT" as const, requested_by: "run" };
    const view = {
      table_dates: { "f17/orders": ["2024-06-01"], "f17/customers": ["2024-06-01"] },
      loads: {},
      requests: { sales: [{ ...request, report: { waiting: { customer: 2, shop: 0 } } }] },
      revisions: {},
    };
    expect(explainMart("sales", definitions(TABLES, [definition]), view, null).notes).toEqual([
      `sales of 2024-06-01 has 2 rows whose customer has not arrived ("unknown"): ${ending}`,
    ]);
  });

  it("says of the parts of a snapshot what they wait for, and nothing of their batch", async () => {
    const ledger = new MemoryLedger();
    await arrive(ledger, "f17/orders", "2024-06-01");
    const waits_for = "part 1 of an open batch: waits for _SUCCESS";
    ledger.record("f17/customers", { ...file("2024-06-01", "p0.csv", "WAITING"), waits_for });
    ledger.record("f17/customers", { ...file("2024-06-01", "", "HELD"), error: "MassDeleteError" });
    expect((await why(ledger)).notes).toEqual([
      `f17/customers/dt=2024-06-01/p0.csv came at 2024-06-05T06:00:00Z and waits: ${waits_for}`,
    ]);
  });
});
