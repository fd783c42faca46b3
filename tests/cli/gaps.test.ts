import { gapsText } from "../../functions/cli/gaps";
import { sayBuilds } from "../../functions/cli/run/cost";
import { inputOf } from "../../functions/cli/run/input";

const plain = (text: string) => text.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g"), "");
const gap = (from: string, to: string, days: number, reason: string, ...notes: string[]) => ({
  from,
  to,
  days,
  reasons: [reason],
  notes,
});
const OF_SALES = { mart: "sales", from: "2026-03-01", to: "2026-03-05" };

describe("what sluice gaps prints", () => {
  test("is a line for each gap, what came of the files, and the command that builds the rest", () => {
    const gaps = [
      gap("2026-03-02", "2026-03-03", 2, "no file of shop/orders"),
      gap("2026-03-04", "2026-03-04", 1, "shop/orders is held", "a.csv is held: why."),
      gap("2026-03-05", "2026-03-05", 1, "not built"),
    ];
    expect(
      plain(gapsText({ ...OF_SALES, states: 1, gaps })),
    ).toBe(`sales has 1 state from 2026-03-01 to 2026-03-05, and 4 dates without one.

batch dates               days  why
2026-03-02 to 2026-03-03     2  no file of shop/orders
2026-03-04                   1  shop/orders is held
2026-03-05                   1  not built

What came of the files and builds
    a.csv is held: why.

Build what has its inputs: sluice run --mart sales --from 2026-03-05 --to 2026-03-05`);
  });

  test("is one line without a gap, and before the first file", () => {
    expect(gapsText({ ...OF_SALES, states: 5, gaps: [] })).toBe(
      "sales has 5 states from 2026-03-01 to 2026-03-05, and no date without one.",
    );
    expect(gapsText({ mart: "sales", from: null, to: null, states: 0, gaps: [] })).toBe(
      "sales has no state: no file of its inputs has come. sluice why sales says what it waits for.",
    );
  });
});

describe("a back-fill", () => {
  test("is what --mart, --from and --to mean, and takes no other input", () => {
    const options = { mart: ["sales"], from: "2026-03-01", to: "2026-03-05" };
    expect(inputOf(undefined, options)).toBe('{"marts":["sales"],"from":"2026-03-01","to":"2026-03-05"}');
    expect([inputOf("{}", {}), inputOf(undefined, {})]).toEqual(["{}", undefined]);
    expect(() => inputOf("{}", options)).toThrow("An input and --mart, --from, --to were given, expected one of both");
    expect(() => inputOf(undefined, { from: "2026-03-01" })).toThrow("--mart is missing; nothing was started.");
  });

  test("says what it builds, and what that costs", () => {
    const builds = [
      { mart: "sales", batch_dates: ["2026-03-01", "2026-03-02"] },
      { mart: "report", batch_dates: ["2026-03-02"] },
    ];
    const cost = { job_runs: 3, minutes: 4.5, dollars: 0.07, measured: true };
    expect(sayBuilds(builds, cost)).toBe(
      "To be built: 3 states (sales of 2 dates from 2026-03-01 to 2026-03-02, report of 2026-03-02).\n" +
        "Cost: 3 job runs, about 5 min of Glue, about $0.07 (by what the latest runs took; prices of us-east-1, November 2026).",
    );
    expect(sayBuilds([], cost)).toBe("No mart has data to build.");
  });
});
