import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ROOT } from "../../functions/cli/paths";

jest.setTimeout(180_000);

interface Violation {
  from: string;
  to: string;
  rule: { name: string };
}

/** What dependency-cruiser has against the imports of the project in `cwd`, by the rules of .dependency-cruiser.cjs. */
function violations(cwd: string): string[] {
  const depcruise = join(ROOT, "node_modules/.bin/depcruise");
  const { stdout } = spawnSync(depcruise, ["--output-type", "json", "functions", "bench", "bin"], {
    cwd,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  const { summary } = JSON.parse(stdout) as { summary: { violations: Violation[]; totalCruised: number } };
  expect(summary.totalCruised).toBeGreaterThan(1);
  return summary.violations.map(({ from, to, rule }) => `${from} -> ${to}: ${rule.name}`);
}

test("no import of the project runs upward, and no two folders import each other", () => {
  expect(violations(ROOT)).toEqual([]);
});

describe("a deliberate mistake", () => {
  const folder = mkdtempSync(join(tmpdir(), "sluice-rooms-"));
  const write = (path: string, text: string) => {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const UPWARD: [from: string, to: string, kind: "value" | "type"][] = [
    ["functions/core/documents/types.ts", "../contract/finding", "type"],
    ["functions/core/contract/compile.ts", "../definitions/columns", "value"],
    ["functions/core/definitions/table.ts", "../validation/limits", "type"],
    ["functions/core/keys/grammar.ts", "../ledger/items", "value"],
    ["functions/core/names.ts", "./run/plan", "type"],
    ["functions/core/draft/index.ts", "../../aws/objects", "value"],
    ["functions/aws/raw.ts", "../handlers/plan-run", "value"],
    ["functions/handlers/claim-load.ts", "../cli/paths", "value"],
    ["functions/cli/commands/load.ts", "../../../bench/statistics", "value"],
    ["functions/cli/program.ts", "../../tests/core/names", "value"],
  ];
  let found: string[] = [];
  beforeAll(() => {
    copyFileSync(join(ROOT, ".dependency-cruiser.cjs"), join(folder, ".dependency-cruiser.cjs"));
    for (const part of ["functions", "bench", "bin"]) mkdirSync(join(folder, part));
    for (const [from, to] of UPWARD) write(join(dirname(from), `${to}.ts`), "export const x = 1;\n");
    for (const [from, to, kind] of UPWARD) {
      const words = kind === "type" ? "import type { x } from" : "import { x } from";
      write(from, `${words} "${to}";\nexport type Y = typeof x;\n`);
    }
    write("functions/core/loose.ts", 'import { x } from "./keys/x";\nexport const y = x;\n');
    write("functions/core/keys/x.ts", "export const x = 1;\n");
    write("functions/cli/load/a.ts", 'import type { B } from "../local/b";\nexport type A = B;\n');
    write("functions/cli/local/b.ts", "export type B = 1;\n");
    write("functions/cli/local/c.ts", 'import type { D } from "../load/d";\nexport type C = D;\n');
    write("functions/cli/load/d.ts", "export type D = 1;\n");
    found = violations(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(UPWARD)("is found: %s imports %s, a %s", (from, to) => {
    const room = from.split("/").slice(0, from.startsWith("functions/core/") ? 3 : 2);
    const rule = `${room.join("/").replace(/[.]ts$/, "")} imports upward`;
    expect(found).toContain(`${from} -> ${join(dirname(from), to)}.ts: ${rule}`);
  });

  test("is found: two folders that import each other, by types and through different files", () => {
    expect(found).toContain("functions/cli/load -> functions/cli/local: folders import each other");
  });

  test("is found: a part of core that is no room", () => {
    expect(found).toContain("functions/core/loose.ts -> functions/core/keys/x.ts: every folder of core is a room");
  });
});
