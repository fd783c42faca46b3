import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toExecution } from "../../functions/cli/load/executions";
import { byDay, dayOf, filesBelow } from "../../functions/cli/load/files";
import { isBad, outcomeOf } from "../../functions/cli/load/outcome";
import { reportLine, summaryLine } from "../../functions/cli/load/report";
import { progressText } from "../../functions/cli/load/watch";
import { runsTable } from "../../functions/cli/runs-table";
import type { LoadItem, RunItem } from "../../functions/core/ledger/items";

const KEY = "shop/orders/dt=2026-03-01/orders.jsonl";
const execution = (fields = {}) => ({
  arn: "arn",
  run_id: "r",
  status: "SUCCEEDED",
  key: KEY,
  version_id: "v",
  error: null,
  error_message: null,
  ...fields,
});
const run = (fields: Partial<RunItem>) =>
  ({ run_id: "r", loads: [], marts: [], ignored: null, ...fields }) as unknown as RunItem;
const plain = (text: string) => text.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g"), "");

test("a folder's files are keyed by their path in it", () => {
  const folder = mkdtempSync(join(tmpdir(), "sluice-load-"));
  mkdirSync(join(folder, "shop/orders/dt=2026-03-01"), { recursive: true });
  writeFileSync(join(folder, KEY), "{}");
  expect(filesBelow(folder)).toEqual([{ path: join(folder, KEY), key: KEY }]);
  writeFileSync(join(folder, "shop/x.csv"), "");
  expect(() => filesBelow(folder)).toThrow(
    `${folder}/shop/x.csv is not in a table's folder: expected ${folder}/<source>/<table>/[dt=YYYY-MM-DD/]<file>; move it, or give the folder above.`,
  );
  expect(() => filesBelow(join(folder, "nope"))).toThrow(
    `${folder}/nope is no folder: give one that holds <source>/<table>/[dt=YYYY-MM-DD/]<file>.`,
  );
});

test("days come from the folder, else from the file's name, oldest first", () => {
  expect([KEY, "a/b/x_20260302.csv", "a/b/x-2026-03-03.csv", "a/b/x.csv"].map(dayOf)).toEqual([
    "2026-03-01",
    "2026-03-02",
    "2026-03-03",
    "",
  ]);
  const files = ["a/b/dt=2026-03-02/x", "a/b/dt=2026-03-01/x", "a/c/dt=2026-03-02/x"].map((key) => ({
    key,
    path: key,
  }));
  expect(byDay(files).map(([day, { length }]) => [day, length])).toEqual([
    ["2026-03-01", 1],
    ["2026-03-02", 2],
  ]);
});

test("an execution belongs to the version its event speaks of; one without an event to none", () => {
  const input = JSON.stringify({ detail: { object: { key: KEY, "version-id": "v1" } } });
  expect(toExecution({ executionArn: "arn", name: "r", status: "RUNNING", input })).toMatchObject({
    key: KEY,
    version_id: "v1",
  });
  expect(toExecution({ input: "{}" })).toBeNull();
});

test("a load that went well has rows, changes and marts", () => {
  const load = { status: "LOADED", report: { rows_read: 5, rows_staged: 2 } } as LoadItem;
  const marts = [
    { mart: "fact_sales", status: "BUILT" },
    { mart: "other", status: "FAILED" },
  ];
  const outcome = outcomeOf(execution(), run({ loads: [{ status: "LOADED" }], marts }), load);
  const facts = { rows: 5, changes: 2, set_aside: null, marts: ["fact_sales"] };
  expect(outcome).toEqual({ key: KEY, status: "LOADED", reason: null, ...facts });
  expect(plain(reportLine({ ...outcome, seconds: 1.23 }))).toBe(
    `✔ ${KEY}  LOADED  5 rows, 2 staged, built fact_sales, 1.2 s`,
  );
});

test("rows that were set aside are counted, and the line says where their problems are", () => {
  const invalid_rows = `s3://quarantine/${KEY}.invalid_rows/a/rows.jsonl`;
  const report = { rows_read: 1000, rows_staged: 997, rows_quarantined: 3, invalid_rows };
  const load = { status: "LOADED", report } as LoadItem;
  const outcome = outcomeOf(execution(), run({ loads: [{ status: "LOADED" }] }), load);
  expect(plain(reportLine({ ...outcome, seconds: 1 }))).toBe(
    `✔ ${KEY}  LOADED  1,000 rows, 997 staged, 3 set aside, 1.0 s\n` +
      `    What is wrong with the rows set aside: ${invalid_rows}`,
  );
});

test("of a load that set nothing aside the line names no place", () => {
  const report = { rows_read: 3, rows_staged: 0, rows_quarantined: 0, invalid_rows: null, superseded: true };
  const outcome = outcomeOf(execution(), run({}), { status: "LOADED", report } as unknown as LoadItem);
  expect(outcome.set_aside).toBeNull();
});

test("sluice runs counts them too", () => {
  const loads = [{ key: KEY, status: "LOADED", rows_quarantined: 3 }];
  const line = runsTable([run({ status: "SUCCEEDED", started_at: "2026-03-01T06:00:00.000Z", key: KEY, loads })]);
  expect(plain(line)).toContain("1 loaded, 3 rows set aside");
  expect(plain(line)).toContain(`see ${KEY}.invalid_rows/ in quarantine`);
});

test("sluice runs counts the loads of a replay, and says what was left out of it", () => {
  const ignored = "1 object was left out because of its key.";
  const replay = run({ status: "SUCCEEDED", started_at: "2026-03-01T06:00:00.000Z", ignored });
  const loads = [{ key: KEY, status: "LOADED" }];
  expect(plain(runsTable([{ ...replay, loads }]))).toMatch(/ 1 loaded .* 1 object was left out because of its key\./);
  expect(plain(runsTable([replay]))).toContain(" ignored ");
});

test.each([
  ["DUPLICATE", execution(), run({ loads: [{ status: "DUPLICATE" }] }), "ALREADY LOADED", null],
  ["an ignored file", execution(), run({ ignored: "it is empty (0 bytes)" }), "IGNORED", "it is empty (0 bytes)"],
  [
    "an unknown table",
    execution({ status: "FAILED", error: "UnknownTableError", error_message: "The key is under no known table." }),
    null,
    "REJECTED",
    "UnknownTableError: The key is under no known table.",
  ],
  [
    "a failed job",
    execution({ status: "FAILED", error: "Glue.JobRunFailed" }),
    run({ error: "Glue.JobRunFailed", error_message: `${KEY}: It broke.` }),
    "FAILED",
    "Glue.JobRunFailed: It broke.",
  ],
  ["a stopped execution", execution({ status: "ABORTED" }), null, "FAILED", "The execution ended as ABORTED."],
])("%s", (_, of, on, status, reason) => {
  const outcome = outcomeOf(of, on, null);
  expect(outcome).toMatchObject({ status, reason });
  expect(isBad(outcome)).toBe(status === "REJECTED" || status === "FAILED");
});

test("the closing line counts by status, the progress line names a few", () => {
  const file = { key: KEY, rows: null, changes: null, set_aside: null, marts: [], reason: null, seconds: 1 };
  expect(
    plain(
      summaryLine(
        [
          { ...file, status: "LOADED" },
          { ...file, status: "REJECTED" },
        ],
        2,
      ),
    ),
  ).toBe("2 files: 1 loaded, 1 rejected in 2.0 s");
  expect(progressText(1, 5, ["a", "b", "c", "d"], 3)).toBe("1 of 5 files, 3 s: a, b, c and 1 more running");
});
