import { gzipSync } from "node:zlib";
import type { Deployment } from "./support/deployment";
import { READINGS } from "./support/laboratory";
import { sharedDeployment } from "./support/shared";

jest.setTimeout(300_000);

/** What arrives, whatever it was written in: a decimal of 38 digits, line breaks, quotes and letters beyond ASCII. */
const ROWS = [
  ["1", 'Café "Größe"', "1234567890123456789012345678.0123456789"],
  ["2", "two\r\nlines, and a ; or a ,", "-9999999999999999999999999999.9999999999"],
  ["3", "ÿ þ ½", "0.0000000001"],
] as const;
const WIDE = ["4", "名前 🚰 e\u0301", "-0.1000000000"] as const;

/** Keys after as many the validator leaves to Spark. */
const REMEMBERED = 200_000;

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
const delimited = (rows: readonly (readonly string[])[], delimiter: string) =>
  [["id", "text", "amount"], ...rows.map(([id = "", text = "", amount = ""]) => [id, quoted(text), amount])]
    .map((cells) => cells.join(delimiter))
    .join("\r\n");
const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;").replaceAll("\r", "&#13;");
const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, "utf16le");

const FILES: Record<string, { body: Uint8Array; rows: readonly (readonly string[])[] }> = {
  latin1: { body: Buffer.from(delimited(ROWS, ";"), "latin1"), rows: ROWS },
  utf16: { body: utf16(delimited([...ROWS, WIDE], ",")), rows: [...ROWS, WIDE] },
  lines: {
    body: gzipSync(
      [...ROWS, WIDE]
        .map(([id, text, amount]) => `{"id": ${id}, "text": ${JSON.stringify(text)}, "amount": ${amount}}`)
        .join("\r\n"),
    ),
    rows: [...ROWS, WIDE],
  },
  elements: {
    body: utf16(
      `<?xml version="1.0" encoding="UTF-16"?><rows>${[...ROWS, WIDE]
        .map(([id, text, amount]) => `<row><id>${id}</id><text>${escaped(text)}</text><amount>${amount}</amount></row>`)
        .join("\r\n")}</rows>`,
    ),
    rows: [...ROWS, WIDE],
  },
};

describe("the schema gate", () => {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await sharedDeployment();
  });

  test.each(Object.entries(FILES))("every character and digit of a %s file arrives in Athena", async (name, file) => {
    const run = await deployment.waitForRun(await deployment.putRaw(`lab/${name}/dt=2026-06-01/file`, file.body));
    expect([run.status, run.error_message]).toEqual(["SUCCEEDED", null]);
    const { rows } = await deployment.query(`select id, text, amount from staging.lab_${name} order by id`);
    expect(rows).toEqual(file.rows);
  });

  test("sets invalid rows aside, where their producer finds them, and loads the others", async () => {
    const key = "lab/gated/dt=2026-06-01/gated.jsonl";
    const lines = [
      '{"id": 1, "colour": "red", "size": 5}',
      '{"id": 2, "colour": "green"}',
      '{"id": 3, "colour": "blue"}',
    ];
    const run = await deployment.waitForRun(await deployment.putRaw(key, lines.join("\n")));
    expect([run.status, run.error_message]).toEqual(["SUCCEEDED", null]);

    const [load] = await deployment.loads("lab/gated");
    expect(load).toMatchObject({ status: "LOADED", report: { rows_read: 3, rows_staged: 2, rows_quarantined: 1 } });
    const { rows } = await deployment.query("select id, colour, _rescued_data from staging.lab_gated order by id");
    expect(rows).toEqual([
      ["1", "red", '{"size":5}'],
      ["3", "blue", null],
    ]);
    const place = `${key}.invalid_rows/${load?.load_id}/rows.jsonl`;
    expect(`${load?.report?.invalid_rows}`.endsWith(`/${place}`)).toBe(true);
    expect(await deployment.quarantined(place)).toContain('"green"');
    const report = JSON.parse((await deployment.quarantined(`${key}.invalid_rows.json`)) ?? "{}");
    expect(report).toMatchObject({
      problem_count: 1,
      problems: [{ line: 2, column: "colour", rule: "enum", found: '"green"' }],
    });
    expect(await deployment.quarantined(`${key}.rejection.json`)).toBeNull();
  });

  test("quarantines a file that only Spark finds wrong, with the reason", async () => {
    const key = `${READINGS}/dt=2026-07-01/readings.csv`;
    const sensors = [...Array(REMEMBERED + 1).keys(), REMEMBERED];
    const body = ["sensor,value", ...sensors.map((sensor) => `${sensor},1`)].join("\n");
    const run = await deployment.waitForRun(await deployment.putRaw(key, body));
    expect([run.status, run.error]).toEqual(["FAILED", "DuplicateKeyError"]);
    const load = (await deployment.loads(READINGS)).find(({ batch_date }) => batch_date === "2026-07-01");
    expect(load).toMatchObject({ status: "REJECTED", error: "DuplicateKeyError" });
    expect(await deployment.quarantined(key)).toBe(body);
    expect(JSON.parse((await deployment.quarantined(`${key}.rejection.json`)) ?? "{}")).toMatchObject({
      load_id: load?.load_id,
      totals: { duplicate_key: 1 },
      problems: [{ line: null, column: "sensor", found: `sensor=${REMEMBERED} (2 rows)` }],
    });
  });

  test("refuses a file of which too many rows are invalid", async () => {
    const key = "lab/gated/dt=2026-06-02/gated.jsonl";
    const lines = ['{"id": 1, "colour": "red"}', '{"id": "2", "colour": "blue"}', "nonsense"];
    const run = await deployment.waitForRun(await deployment.putRaw(key, lines.join("\n")));
    expect([run.status, run.error]).toEqual(["FAILED", "FileRejectedError"]);
    expect(JSON.parse((await deployment.quarantined(`${key}.rejection.json`)) ?? "{}")).toMatchObject({
      totals: { type: 1, json: 1 },
    });
    const { rows } = await deployment.query(
      "select count(*) from staging.lab_gated where _batch_date = date '2026-06-02'",
    );
    expect(rows).toEqual([["0"]]);
  });

  test("refuses codes that look like numbers: no town takes the place of another", async () => {
    const [first, second] = ["2024-06-01", "2024-06-02"].map((day) => `field/towns/dt=${day}/towns.csv`);
    const first_run = await deployment.waitForRun(await deployment.putRaw(`${first}`, "zip,town\n2134,Old Two\n"));
    expect([first_run.status, first_run.error_message]).toEqual(["SUCCEEDED", null]);

    const run = await deployment.waitForRun(await deployment.putRaw(`${second}`, "zip,town\n02134,Boston\n"));
    expect([run.status, run.error]).toEqual(["FAILED", "FileRejectedError"]);
    const { problems } = JSON.parse((await deployment.quarantined(`${second}.rejection.json`)) ?? "{}");
    expect(problems).toEqual([expect.objectContaining({ line: 2, column: "zip", found: '"02134"' })]);
    expect(problems[0].expected).toContain("without leading zeros");
    const { rows } = await deployment.query("select zip, town from staging.field_towns_current");
    expect(rows).toEqual([["2134", "Old Two"]]);
  });

  test("keeps a list that is null or absent apart from an empty one", async () => {
    const lines = [
      '{"id": 1, "items": null}',
      '{"id": 2}',
      '{"id": 3, "items": []}',
      '{"id": 4, "items": [{"sku": "a"}]}',
    ];
    const run = await deployment.waitForRun(
      await deployment.putRaw("field/lists/dt=2024-06-01/lists.jsonl", lines.join("\n")),
    );
    expect([run.status, run.error_message]).toEqual(["SUCCEEDED", null]);
    const { rows } = await deployment.query(
      "select id, items is null, cardinality(items) from staging.field_lists_current order by id",
    );
    expect(rows).toEqual([
      ["1", "true", null],
      ["2", "true", null],
      ["3", "false", "0"],
      ["4", "false", "1"],
    ]);
  });
});
