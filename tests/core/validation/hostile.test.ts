import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { HOSTILE } from "./hostile-files";

interface Reading {
  outcome: string;
  ms: number;
  /** The most that the process had used by then. */
  megabytes: number;
}

const script = path.join(__dirname, "hostile.script.ts");
const folder = mkdtempSync(path.join(tmpdir(), "sluice-hostile-"));
let readings: Reading[];

beforeAll(async () => {
  for (const [at, { file }] of HOSTILE.entries()) {
    const made = await file();
    if (!(Symbol.asyncIterator in made)) writeFileSync(path.join(folder, `${at}`), made);
  }
  const options = { encoding: "utf8", maxBuffer: 2 ** 24 } as const;
  readings = JSON.parse(execFileSync(process.execPath, ["--import", "tsx", script, folder], options));
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true }));

test("there are at least 60 of them", () => expect(HOSTILE.length).toBeGreaterThanOrEqual(60));

test.each(HOSTILE.map(({ title, expected }, at) => [title, expected, at] as const))(
  "%s: %s",
  (_title, expected, at) => {
    const { outcome, ms, megabytes } = readings[at] as Reading;
    expect(outcome).toBe(expected);
    expect(ms).toBeLessThan(2_000);
    expect(megabytes).toBeLessThan(256);
  },
);
