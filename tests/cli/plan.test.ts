import { judge } from "../../functions/cli/plan/refuse";
import { planText } from "../../functions/cli/plan/text";

const plain = (text: string) => text.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g"), "");
const EMPTY = { stage: "dev", changes: [], code: [], permissions: [], rebuilds: [], breaks: [] };
const LOST = "mart sales, column total: queries of it fail";

describe("the text of a plan", () => {
  test("says that nothing changes", () => {
    expect(planText(EMPTY)).toBe(
      "Nothing changes on dev: the tables, marts, jobs and permissions of this checkout are deployed.",
    );
  });

  test("has what changes, what is made again for how much, and what breaks", () => {
    const lost = { what: "column total", was: "there", becomes: null, breaks: "queries of it fail", rebuilds: true };
    const kind = { what: "kind", was: "as_of", becomes: "scd2", breaks: null, rebuilds: false };
    const text = planText({
      ...EMPTY,
      changes: [
        { type: "table", id: "shop/towns", verdict: "added", differences: [] },
        { type: "mart", id: "sales", verdict: "changed", differences: [lost, kind] },
      ],
      code: ["etl.zip"],
      permissions: [
        { name: "plan-run", type: "AWS::IAM::Role", verdict: "changed", gets: ["Allow a"], loses: ["Allow b"] },
      ],
      rebuilds: [
        {
          type: "mart",
          id: "sales",
          why: "column total",
          rows: 1200,
          cost: { job_runs: 3, minutes: 3, dollars: 0.05, measured: true },
          command: "sluice run --mart sales --from 2026-03-01 --to 2026-03-03",
        },
      ],
      breaks: [LOST],
    });
    expect(plain(text)).toBe(`Tables and marts
    + table shop/towns
    ~ mart sales
        - column total: there  breaks
        ~ kind: as_of -> scd2

Code of the jobs
    ~ etl.zip

Permissions
    ~ plan-run
        + Allow a
        - Allow b

To be made again, once it is deployed
    mart sales: column total
        1,200 rows, 3 job runs, about 3 min of Glue, about $0.05 (by what the latest runs took; prices of us-east-1, November 2026)
        sluice run --mart sales --from 2026-03-01 --to 2026-03-03

1 change that breaks something
    mart sales, column total: queries of it fail

sluice deploy refuses this without --approve-breaking.`);
  });
});

describe("a deployment that breaks something", () => {
  test.each([undefined, false, "false", ""])("is refused where it is not approved (%s)", (approved) => {
    expect(() => judge([LOST], approved)).toThrow(
      `1 change breaks what reads or fills the tables of this stage; nothing was deployed:\n    ${LOST}\nsluice plan shows everything that changes. To deploy it all the same: sluice deploy --approve-breaking, or sls deploy --param approve_breaking=true.`,
    );
  });

  test.each([true, "true"])("is told where it is approved (%s), and one that breaks nothing is not", (approved) => {
    expect(judge([LOST, LOST], approved)).toBe(
      `2 changes break what reads or fills the tables of this stage, and are approved:\n    ${LOST}\n    ${LOST}`,
    );
    expect(judge([], approved)).toBeNull();
    expect(judge([], undefined)).toBeNull();
  });
});
