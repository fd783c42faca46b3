import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toExecution } from "../../functions/cli/load/executions";
import { byDay, dayOf, filesBelow } from "../../functions/cli/load/files";
import { isBad, outcomeOf } from "../../functions/cli/load/outcome";
import { summaryLine, uploadLine } from "../../functions/cli/load/report";
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
  const counts = { rows_read: 5, inserts: 1, updates: 1, deletes: 2 };
  const load = { status: "LOADED", run_id: "r", report: counts } as LoadItem;
  const marts = [{ mart: "fact_sales", batch_date: "2026-03-01", status: "BUILT" }];
  const outcome = outcomeOf(execution(), run({ loads: [{ status: "LOADED" }], marts }), load);
  expect(outcome).toEqual({ key: KEY, status: "LOADED", reason: null, counts, notes: [], marts });
  expect(isBad(outcome)).toBe(false);
  expect(plain(uploadLine(outcome, 1.23))).toBe(
    `✔ ${KEY}  LOADED  5 rows: 1 inserted, 1 updated, 2 deleted, built fact_sales, 1.2 s`,
  );
});

test("a file is LOADED although a mart failed, which is named with its reason and spoils the exit code", () => {
  const report = { rows_read: 1, inserts: 1, updates: 0, deletes: 0 };
  const load = { status: "LOADED", run_id: "r", report } as LoadItem;
  const marts = [
    { mart: "customers_current", batch_date: "2026-03-01", status: "BUILT" },
    {
      mart: "fact_sales",
      batch_date: "2026-03-01",
      status: "FAILED",
      error: "MartTestError",
      error_message: "unique: 2 rows.",
    },
  ];
  const error = { error: "MartTestError", error_message: "Mart fact_sales of 2026-03-01: unique: 2 rows." };
  const failed = execution({ status: "FAILED", error: "MartTestError" });
  const outcome = outcomeOf(failed, run({ loads: [{ status: "LOADED" }], marts, ...error }), load);
  expect([outcome.status, isBad(outcome)]).toEqual(["LOADED", true]);
  expect(plain(uploadLine(outcome, 1))).toBe(
    `✔ ${KEY}  LOADED  1 row: 1 inserted, 0 updated, 0 deleted, built customers_current, 1.0 s\n` +
      "    ✖ fact_sales of 2026-03-01  FAILED\n        MartTestError: unique: 2 rows.",
  );
  expect(plain(summaryLine([outcome], 1))).toBe("1 file: 1 loaded in 1.0 s; fact_sales failed");
});

test("a mart that is published with warnings is told with the file, and is no failure", () => {
  const load = { status: "LOADED", run_id: "r", report: { rows_read: 1, inserts: 1 } } as LoadItem;
  const marts = [{ mart: "fact_sales", batch_date: "2026-03-01", status: "BUILT", warnings: ["The test a warns."] }];
  const outcome = outcomeOf(execution(), run({ loads: [{ status: "LOADED" }], marts }), load);
  expect(isBad(outcome)).toBe(false);
  expect(plain(uploadLine(outcome, 1))).toBe(
    `✔ ${KEY}  LOADED  1 row: 1 inserted, 0 updated, 0 deleted, built fact_sales, 1.0 s\n` +
      "    ! fact_sales of 2026-03-01  BUILT\n        The test a warns.",
  );
});

test("a file is LOADED although its crawl failed, and the reason is told", () => {
  const load = { status: "LOADED", run_id: "r", report: { rows_read: 1, inserts: 1 } } as LoadItem;
  const failure = { error: "CrawlFailedError", error_message: "The crawler c ended as FAILED." };
  const outcome = outcomeOf(execution({ status: "FAILED" }), run({ loads: [{ key: KEY, ...failure }] }), load);
  expect([outcome.status, outcome.reason, isBad(outcome)]).toEqual([
    "LOADED",
    "CrawlFailedError: The crawler c ended as FAILED.",
    true,
  ]);
});

test("a state that failed after the load is told with the file", () => {
  const load = { status: "LOADED", run_id: "r", report: { rows_read: 1 } } as LoadItem;
  const failure = { error: "States.Timeout", error_message: "Plan marts took too long." };
  const outcome = outcomeOf(execution({ status: "FAILED" }), run({ loads: [{ status: "LOADED" }], ...failure }), load);
  expect([outcome.status, outcome.reason]).toEqual(["LOADED", "States.Timeout: Plan marts took too long."]);
  expect(isBad(outcome)).toBe(true);
});

test("a file that is held says so, with the ledger's whole sentence and the command to copy", () => {
  const sentence = `${"x".repeat(500)}, or approve it: sluice run '{"key": "${KEY}", "approve_deletes": true}'`;
  const told = { error: "MassDeleteError", error_message: sentence };
  const load = { status: "HELD", run_id: "r", ...told } as unknown as LoadItem;
  const loads = [{ key: KEY, error: "MassDeleteError", error_message: sentence.slice(0, 400) }];
  const outcome = outcomeOf(execution({ status: "FAILED" }), run({ loads }), load);
  expect([outcome.status, isBad(outcome)]).toEqual(["HELD", true]);
  expect(plain(uploadLine(outcome, 1))).toBe(`‖ ${KEY}  HELD  1.0 s\n    MassDeleteError: ${sentence}`);
});

test("the outcome of another attempt is not that of this run", () => {
  const load = { status: "LOADED", run_id: "another", report: { rows_read: 9 } } as LoadItem;
  const loads = [{ key: KEY, error: "LoadTakenOverError", error_message: "Another execution has taken over." }];
  const outcome = outcomeOf(execution({ status: "FAILED" }), run({ loads }), load);
  expect([outcome.status, outcome.counts]).toEqual(["FAILED", null]);
});

test.each([
  [
    "deletes that are suspended because of an unknown key",
    {
      unknown_keys: 1,
      deletes_suspended: {
        all: true,
        keys: 12,
        loads: 3,
        reason: "1 row that was set aside has no readable id, so that any absent key may be meant",
      },
    },
    [
      "Deletes are suspended: nothing was deleted, and 12 absent keys stay live, since 1 row that was set aside has no readable id, so that any absent key may be meant. This is load 3 in a row that deleted nothing. Correct the file, or its definition.",
    ],
  ],
  [
    "deletes that are suspended for the keys of rows set aside",
    { deletes_suspended: { all: false, keys: 1, loads: 1, reason: "they are the keys of rows that were set aside" } },
    [
      "Deletes are suspended for some keys: 1 absent key stays live, since they are the keys of rows that were set aside.",
    ],
  ],
  [
    "changes of unknown keys",
    { unknown_keys: 2, deletes_suspended: null },
    ["2 of the rows set aside have no readable key: nobody knows whose change is missing."],
  ],
  [
    "changes that only the arrival of their files orders",
    { ties: { keys: 4, shown: ["id=1, at=2026-03-01 12:00:00", "id=2, at=2026-03-01 12:00:00"], sequence_by: "at" } },
    [
      "4 keys have other contents in another file at the same at (id=1, at=2026-03-01 12:00:00; id=2, at=2026-03-01 12:00:00; ...): the file of the latest batch date decides, and of one date the one that S3 received last. Send such changes in one file, or order them by a finer sequence_by.",
    ],
  ],
  [
    "a file that came too late",
    { superseded: true, batch_date: "2026-03-01" },
    ["Nothing was written: a later file of 2026-03-01 is live."],
  ],
  [
    "days that were compared again",
    { rewritten_batch_dates: ["2026-03-02", "2026-03-03"] },
    ["Later days were compared again: 2026-03-02 to 2026-03-03."],
  ],
])("the line tells of %s", (_, report, notes) => {
  const load = { status: "LOADED", run_id: "r", report: { rows_read: 1, ...report } } as unknown as LoadItem;
  const outcome = outcomeOf(execution(), run({ loads: [{ status: "LOADED" }] }), load);
  expect(outcome.notes).toEqual(notes);
  expect(plain(uploadLine(outcome, 1))).toContain(`\n    ${notes[0]}`);
});

test("rows that were set aside are counted, and the line says where their problems are", () => {
  const invalid_rows = `s3://quarantine/${KEY}.invalid_rows/a/rows.jsonl`;
  const report = { rows_read: 1000, inserts: 997, updates: 0, deletes: 0, rows_quarantined: 3, invalid_rows };
  const load = { status: "LOADED", run_id: "r", report } as LoadItem;
  const outcome = outcomeOf(execution(), run({ loads: [{ status: "LOADED" }] }), load);
  expect(plain(uploadLine(outcome, 1))).toBe(
    `✔ ${KEY}  LOADED  1,000 rows: 997 inserted, 0 updated, 0 deleted, 3 set aside, 1.0 s\n` +
      `    What is wrong with the rows set aside: ${invalid_rows}`,
  );
});

test("of a load that set nothing aside the line names no place", () => {
  const report = { rows_read: 3, rows_staged: 0, rows_quarantined: 0, invalid_rows: null };
  const load = { status: "LOADED", run_id: "r", report } as unknown as LoadItem;
  const outcome = outcomeOf(execution(), run({ loads: [{ status: "LOADED" }] }), load);
  expect(outcome.notes).toEqual([]);
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
  const file = { key: KEY, counts: null, notes: [], marts: [], reason: null, seconds: 1 };
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

test("a part of a snapshot that is not complete is no failure, and says what it waits for", () => {
  const message = "part 2 of an open batch: waits for _SUCCESS";
  const load = { key: KEY, status: "WAITING", message };
  const outcome = outcomeOf(execution(), run({ loads: [load] }), { ...load, run_id: "r" } as unknown as LoadItem);
  expect(isBad(outcome)).toBe(false);
  expect(plain(uploadLine(outcome, 1))).toBe(`… ${KEY}  WAITING  1.0 s\n    ${message}`);
  expect(plain(summaryLine([outcome], 1))).toBe("1 file: 1 waiting in 1.0 s");
  expect(
    plain(runsTable([{ ...run({ loads: [load] }), run_id: "12345678", started_at: "", status: "SUCCEEDED" }])),
  ).toContain("1 waiting");
});
