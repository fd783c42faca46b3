import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import Ajv2020 from "ajv/dist/2020";
import addFormats from "ajv-formats";
import { parquetWriteBuffer } from "hyparquet-writer";
import { ROOT } from "../../functions/cli/paths";
import { progressText } from "../../functions/cli/validate/progress";
import facts from "../../schemas/meta/facts.schema.json";
import rejection from "../../schemas/meta/rejection.schema.json";
import reportSchema from "../../schemas/meta/validation_report.schema.json";
import vocabulary from "../../schemas/meta/vocabulary.schema.json";
import { type Ended, inProcess } from "./in-process";

let mockRoot: string | undefined;
jest.mock("../../functions/cli/paths", () => {
  const paths = jest.requireActual("../../functions/cli/paths");
  return Object.defineProperty({ ...paths, __esModule: true }, "ROOT", { get: () => mockRoot ?? paths.ROOT });
});
jest.mock("picocolors", () => jest.requireActual("picocolors").createColors(false));

jest.setTimeout(60_000);

const isReport = addFormats(
  new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allowUnionTypes: true, keywords: ["rows"] }),
)
  .addSchema([facts, rejection, vocabulary])
  .compile(reportSchema);

/** A folder of its own that holds `files`, while `use` runs. */
async function inFolder<T>(files: Record<string, string | Uint8Array>, use: (cwd: string) => Promise<T>): Promise<T> {
  const cwd = mkdtempSync(join(tmpdir(), "sluice-validate-"));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), content);
  return use(cwd).finally(() => rmSync(cwd, { recursive: true }));
}

/** Runs `sluice validate ARGS` of the project in `root` in this process, in a folder that holds `files`. */
async function validate(args: string[], { files = {}, root = ROOT }: Given = {}): Promise<Ended> {
  mockRoot = root;
  return inFolder(files, (cwd) => inProcess(["validate", ...args], cwd)).finally(() => {
    mockRoot = undefined;
  });
}

/** The same in a process of its own, with `input` piped in. */
function validateInShell(args: string[], { files = {}, input = "", root = ROOT }: Given = {}): Promise<Ended> {
  const main = ["--import", join(ROOT, "node_modules/tsx/dist/loader.mjs"), join(root, "bin/main.ts")];
  const env = { ...process.env, NO_COLOR: "1" };
  return inFolder(files, async (cwd) => {
    const ended = spawnSync(process.execPath, [...main, "validate", ...args], { cwd, env, input });
    return { code: ended.status ?? -1, stdout: String(ended.stdout), stderr: String(ended.stderr) };
  });
}

interface Given {
  files?: Record<string, string | Uint8Array>;
  input?: string | Uint8Array;
  root?: string;
}

const DIALECT = "https://json-schema.org/draft/2020-12/schema";

/** A new project that holds the schemas, the connections that they name, and copies of `parts`. */
function newProject(...parts: string[]): string {
  const root = mkdtempSync(join(tmpdir(), "sluice-project-"));
  for (const part of ["schemas", "glue/connections", ...parts])
    cpSync(join(ROOT, part), join(root, part), { recursive: true });
  return root;
}

/** The same with the table `lab/<name>`. */
function projectWith(name: string, table: object | string, row: object, ...parts: string[]): string {
  const root = newProject(...parts);
  const folder = join(root, "schemas/lab", name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "table.json"), typeof table === "string" ? table : JSON.stringify(table));
  writeFileSync(join(folder, "row.schema.json"), JSON.stringify(row));
  return root;
}

const order = (fields = {}) =>
  `${JSON.stringify({ op: "I", order_id: 1, customer_id: 1, product_id: "P-1", quantity: 2, unit_price: 1.5, ...fields })}\n`;
const sample = (path: string) => readFileSync(join(ROOT, "schemas", path));
const ORDERS = sample("shop/orders/samples/dt=2026-03-01/orders.jsonl");
const CUSTOMERS = sample("shop/customers/samples/dt=2026-03-01/customers.csv.gz");

describe("a file that matches its table", () => {
  test("is accepted with exit code 0 and what was learnt of it", async () => {
    const { code, stdout, stderr } = await validate(["customers.csv.gz", "--table", "shop/customers"], {
      files: { "customers.csv.gz": CUSTOMERS },
    });
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("✔ Accepted: customers.csv.gz matches shop/customers.\n");
    expect(stdout).toMatch(/^ {2}rows +58$/m);
    expect(stdout).toMatch(/^ {2}bytes +7,075 after decompression$/m);
    expect(stdout).toMatch(/^ {2}compression +gzip$/m);
    expect(stdout).toMatch(/^ {2}encoding +utf-8$/m);
    expect(stdout).toMatch(/^ {2}columns +customer_id, name, email, phone, /m);
  });

  test("is one JSON document with --format json, as schemas/meta describes it", async () => {
    const { code, stdout } = await validate(["orders.jsonl", "--table", "shop/orders", "--format", "json"], {
      files: { "orders.jsonl": ORDERS },
    });
    const report = JSON.parse(stdout);
    expect([code, isReport(report), isReport.errors]).toEqual([0, true, null]);
    expect(report).toMatchObject({ verdict: "accepted", file: "orders.jsonl", table: "shop/orders", rows: 37 });
  });

  test("is accepted although a mart is broken, which no file has to match", async () => {
    const root = newProject();
    mkdirSync(join(root, "glue/marts/broken"), { recursive: true });
    writeFileSync(join(root, "glue/marts/broken/mart.json"), "{");
    const { code } = await validate(["orders.jsonl", "--table", "shop/orders"], {
      files: { "orders.jsonl": ORDERS },
      root,
    });
    rmSync(root, { recursive: true });
    expect(code).toBe(0);
  });

  test("may come by the standard input, compressed too", async () => {
    const { code, stdout } = await validateInShell(["-", "--table", "shop/orders"], { input: gzipSync(ORDERS) });
    expect(code).toBe(0);
    expect(stdout).toContain("✔ Accepted: the standard input matches shop/orders.\n");
  });
});

describe("a file that does not", () => {
  const bad = { "orders.jsonl": order({ quantity: "two", "\u001b[2J": 1 }) + order({ op: "?" }).repeat(30) };

  test("is rejected with exit code 1, its first problems, totals and the remedy", async () => {
    const { code, stdout, stderr } = await validateInShell(["orders.jsonl", "--table", "shop/orders"], { files: bad });
    expect([code, stderr]).toEqual([1, ""]);
    expect(stdout).toMatch(
      /^✖ Rejected: orders.jsonl does not match shop\/orders: \d+ problems in 31 rows, the first at line 1, /,
    );
    expect(stdout).toContain("Correct the file and send it again, or change schemas/shop/orders/row.schema.json.\n");
    expect(stdout).toMatch(/^line +column +expected +found$/m);
    expect(stdout).toMatch(/^ +1 +quantity +an integer +"two"$/m);
    expect(stdout).toMatch(
      /^ +2 +op +one of "I", "U", "D" \(operation in table\.json says what each value means\) +"\?"$/m,
    );
    expect(stdout).toMatch(/^and \d+ more \(--format json has the first \d+\)$/m);
    expect(stdout).toMatch(/^enum +30$/m);
  });

  test("cannot steer the terminal by what is in it", async () => {
    const { stdout } = await validate(["orders.jsonl", "--table", "shop/orders"], { files: bad });
    expect(stdout).toMatch(/^ +1 +\?\[2J +only columns of the row schema +1$/m);
    expect(stdout).not.toContain("\u001b");
  });

  test("is one JSON document with --format json, as schemas/meta describes it", async () => {
    const { code, stdout } = await validate(["orders.jsonl", "-t", "shop/orders", "-f", "json"], { files: bad });
    const report = JSON.parse(stdout);
    expect([code, isReport(report), isReport.errors]).toEqual([1, true, null]);
    expect(report).toMatchObject({ verdict: "rejected", rows_checked: 31, totals: { enum: 30, new_column: 1 } });
    expect(report.problems).toContainEqual(
      expect.objectContaining({ line: 1, column: "quantity", rule: "type", expected: "an integer", found: '"two"' }),
    );
  });
});

describe("a file of which rows may be set aside", () => {
  const properties = { id: { type: "integer" }, day: { type: "string", format: "date" } };
  const table = {
    description: "Readings",
    grain: "one row per id",
    format: { type: "csv" },
    feed: "snapshot",
    natural_key: ["id"],
    invalid_rows: { quarantine: { max_percent: 40 } },
  };
  let root: string;
  beforeAll(() => {
    root = projectWith("gated", table, { $schema: DIALECT, type: "object", required: ["id"], properties });
  });
  afterAll(() => rmSync(root, { recursive: true }));

  const rows = "1,2026-03-01\n2,2026-03-02\nthree,2026-03-09\n";
  const gated = (text: string, ...options: string[]) =>
    validate(["a.csv", "--table", "lab/gated", ...options], { files: { "a.csv": `id,day\n${text}` }, root });

  test("is accepted with exit code 0, and says which rows are not", async () => {
    const { code, stdout } = await gated(rows);
    expect(code).toBe(0);
    expect(stdout).toContain(
      '! Accepted with invalid rows: a.csv: 1 of 3 rows does not match lab/gated and was set aside, at line 4, column id: expected an integer, found "three". Correct them and send the file again, or change schemas/lab/gated/row.schema.json.\n',
    );
    expect(stdout).toMatch(/^ {2}rows +3$/m);
    expect(stdout).toMatch(/^ {2}set aside +1$/m);
    expect(stdout).toMatch(/^ {2}day +2026-03-01 to 2026-03-02$/m);
    expect(stdout).toMatch(/^ +4 +id +an integer +"three"$/m);
  });

  test("is a failure with --strict, for the same verdict", async () => {
    const { code, stdout } = await gated(rows, "--strict", "--format", "json");
    const report = JSON.parse(stdout);
    expect([code, isReport(report), isReport.errors]).toEqual([1, true, null]);
    expect(report).toMatchObject({
      verdict: "accepted_with_invalid_rows",
      rows: 3,
      rows_quarantined: 1,
      totals: { type: 1 },
    });
    expect((await gated("1,2026-03-01\n", "--strict")).code).toBe(0);
  });

  test("is rejected when there are more of them than the table allows", async () => {
    const { code, stdout } = await gated(`${rows}4,\nfive,\nsix,\n`);
    expect([code, stdout]).toEqual([
      1,
      expect.stringMatching(/^✖ Rejected: .*3 invalid, more than the 40 % that may be set aside/),
    ]);
  });
});

describe("when nothing can be judged, the exit code is 2 and one sentence says why:", () => {
  const files = { "orders.jsonl": ORDERS };
  test.each([
    [
      "an unknown table",
      ["orders.jsonl", "--table", "shop/order"],
      /^✖ There is no table shop\/order in schemas\/, expected one of .*: correct --table, or draft it with sluice new-table shop\/order --from FILE\. Did you mean "shop\/orders"\?\n$/,
    ],
    [
      "a missing file",
      ["order.jsonl", "--table", "shop/orders"],
      /^✖ order\.jsonl does not exist: give the path of the file to check, or - for the standard input\.\n$/,
    ],
    [
      "a folder",
      [".", "--table", "shop/orders"],
      /^✖ \. is no file: give one file at a time; a pipe is read with - as the file\.\n$/,
    ],
    ["no table", ["orders.jsonl"], /^error: required option '-t, --table <source\/table>' not specified\n/],
    [
      "an unknown option",
      ["orders.jsonl", "--table", "shop/orders", "--strickt"],
      /^error: unknown option '--strickt'\n\(Did you mean --strict\?\)\n/,
    ],
    [
      "an unknown format",
      ["orders.jsonl", "--table", "shop/orders", "--format", "xml"],
      /^error: option '-f, --format <name>' argument 'xml' is invalid\. Allowed choices are text, json\.\n/,
    ],
  ])("%s", async (_, args, sentence) => {
    const { code, stdout, stderr } = await validate(args, { files });
    expect([code, stdout, stderr]).toEqual([2, "", expect.stringMatching(sentence)]);
  });

  test("parquet by the standard input; as a file it is checked", async () => {
    const row = { $schema: DIALECT, type: "object", required: ["id"], properties: { id: { type: "integer" } } };
    const table = {
      description: "Ids",
      grain: "one row per id",
      format: { type: "parquet" },
      feed: "snapshot",
      natural_key: ["id"],
    };
    const root = projectWith("columns", table, row, "bench", "bin", "functions");
    symlinkSync(join(ROOT, "node_modules"), join(root, "node_modules"));
    const sentence =
      "✖ Parquet is read from its end, which the standard input does not have: give a file in place of -.\n";
    expect(await validateInShell(["-", "--table", "lab/columns"], { root, input: "PAR1" })).toEqual({
      code: 2,
      stdout: "",
      stderr: sentence,
    });

    const data = parquetWriteBuffer({ columnData: [{ name: "id", data: [1n, 2n, 3n], type: "INT64" }] });
    const ended = await validate(["a.parquet", "--table", "lab/columns"], {
      root,
      files: { "a.parquet": new Uint8Array(data) },
    });
    rmSync(root, { recursive: true });
    expect([ended.code, ended.stderr]).toEqual([0, ""]);
    expect(ended.stdout).toMatch(/^ {2}rows +3, of which 0 were checked one by one$/m);
  });

  test("a broken definition", async () => {
    const root = projectWith("broken", "{", {});
    const { code, stdout, stderr } = await validate(["orders.jsonl", "--table", "shop/orders"], { files, root });
    rmSync(root, { recursive: true });
    expect([code, stdout, stderr]).toEqual([2, "", expect.stringContaining("schemas/lab/broken/table.json:1: ")]);
  });
});

test("help exits with 0 and tells the exit codes", async () => {
  const { code, stdout } = await validate(["--help"]);
  expect(code).toBe(0);
  expect(stdout).toContain("Exit codes: 0 accepted, 1 rejected");
});

test("progress says how far a file is read; of the standard input, how much", () => {
  expect(progressText("a.csv", 45_600_000, 151_000_000, 0.5)).toBe("Checking a.csv ... 30 % of 151 MB, 91 MB/s");
  expect(progressText("the standard input", 45_600_000, null, 0.5)).toBe(
    "Checking the standard input ... 46 MB, 91 MB/s",
  );
});
