import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../../functions/cli/paths";
import type { Ended } from "./support/command";
import type { Deployment } from "./support/deployment";
import { answered, CODECS, COMPRESSIONS, type Row, rowsOf, WRITERS } from "./support/format-tables";
import { sharedDeployment } from "./support/shared";

jest.setTimeout(900_000);

/** A file of one format, packed in one way, and the day it is for. */
interface Sent {
  format: string;
  packed: string;
  path: string;
  day: string;
  rows: Row[];
}

const dayOf = (number: number) => `2026-08-0${number + 1}`;
const matrix = [
  ...Object.keys(WRITERS).flatMap((format) => Object.keys(COMPRESSIONS).map((packed) => [format, packed] as const)),
  ...CODECS.map((codec) => ["parquet", codec] as const),
];

describe("every format and compression", () => {
  const incoming = mkdtempSync(join(tmpdir(), "sluice-formats-"));
  const files = new Map<string, Sent>();
  const verdicts = new Map<string, Ended>();
  const told = new Map<string, string[]>();
  let deployment: Deployment;
  const loaded = new Map<string, Ended>();

  beforeAll(async () => {
    deployment = await sharedDeployment();
    for (const [format, packed] of matrix) {
      const file = describeFile(format, packed);
      files.set(`${format} ${packed}`, file);
      if (format !== "parquet") await write(file);
    }
    const parquet = [...files.values()].filter(({ format }) => format === "parquet");
    const asked = JSON.stringify(parquet.map(({ path, packed, rows }) => ({ path, codec: packed, rows })));
    const script = join(ROOT, "tests/end-to-end/support/parquet_files.py");
    execFileSync(join(ROOT, ".sluice/venv/bin/python"), [script], { input: asked });
    const validated = validateAll();
    // A format after the other: thirty executions at once start more processes than two cores can.
    for (const format of new Set(matrix.map(([name]) => name)))
      loaded.set(format, await deployment.sluice("load", join(incoming, format)));
    await validated;
  });

  function describeFile(format: string, packed: string): Sent {
    const number = (format === "parquet" ? CODECS : Object.keys(COMPRESSIONS)).indexOf(packed);
    const folder = join(incoming, format, "lab", `all_${format}`, `dt=${dayOf(number)}`);
    mkdirSync(folder, { recursive: true });
    const path = join(folder, `rows.${format}${COMPRESSIONS[packed]?.extension ?? ""}`);
    const nested = format !== "csv" && format !== "tsv";
    return { format, packed, path, day: dayOf(number), rows: rowsOf(`${format} ${packed}`, number, nested) };
  }

  async function write({ format, packed, path, rows }: Sent): Promise<void> {
    const text = (WRITERS[format] as (rows: Row[]) => string)(rows);
    writeFileSync(path, await (COMPRESSIONS[packed] as (typeof COMPRESSIONS)[string]).pack(Buffer.from(text)));
  }

  /** Two at a time: each is a process, and beside them the files are being loaded. */
  async function validateAll(): Promise<void> {
    const waiting = [...files];
    const worker = async () => {
      for (let next = waiting.pop(); next; next = waiting.pop()) verdicts.set(next[0], await validate(next[1]));
    };
    await Promise.all([worker(), worker()]);
  }

  const validate = ({ format, path }: Sent) =>
    deployment.sluice("validate", path, "--table", `lab/all_${format}`, "--strict");

  afterAll(() => {
    rmSync(incoming, { recursive: true, force: true });
    const lines = matrix.map(([format, packed]) => {
      const steps = told.get(`${format} ${packed}`) ?? [];
      return `${format.padEnd(8)} ${packed.padEnd(7)} ${steps.join(" ") || "failed"}`;
    });
    process.stdout.write(`${["format   packed  validate load athena", ...lines].join("\n")}\n`);
  });

  test.each(matrix)("%s, %s: accepted, loaded, and every value arrives", async (format, packed) => {
    const name = `${format} ${packed}`;
    const { day, rows } = files.get(name) as Sent;
    const steps: string[] = [];
    told.set(name, steps);

    expect(verdicts.get(name)).toMatchObject({ code: 0 });
    steps.push("accepted");
    expect(loaded.get(format)?.stdout).toMatch(new RegExp(`lab/all_${format}/dt=${day}/\\S+ {2}LOADED`));
    steps.push("loaded");
    const columns = Object.keys(rows[0] as Row).join(", ");
    const answer = await deployment.query(
      `select ${columns} from staging.lab_all_${format} where _batch_date = date '${day}' order by id`,
    );
    expect(answer.rows).toEqual(rows.map(answered));
    steps.push("equal");
  });

  test("parquet with damaged pages under a sound footer: accepted by its footer, then rejected with the way out", async () => {
    const body = readFileSync((files.get("parquet snappy") as Sent).path).fill(0, 4, 40);
    const key = "lab/all_parquet/dt=2026-08-20/damaged.parquet";

    const run = await deployment.waitForRun(await deployment.putRaw(key, body));

    expect([run.status, run.error]).toEqual(["FAILED", "RowContractError"]);
    const load = (await deployment.loads("lab/all_parquet")).find(({ batch_date }) => batch_date === "2026-08-20");
    expect(load).toMatchObject({ status: "REJECTED", error: "RowContractError" });
    const { reason } = JSON.parse((await deployment.quarantined(`${key}.rejection.json`)) ?? "{}");
    expect(reason).toMatch(
      /^lab\/all_parquet: lab\/all_parquet\/dt=2026-08-20\/damaged\.parquet is damaged: .*; write the file again, and send it again\.$/,
    );
  });

  test("the loads end well", () => {
    expect([...loaded.values()].map(({ code }) => code)).toEqual([...loaded.values()].map(() => 0));
  });
});
