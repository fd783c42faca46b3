import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { build } from "esbuild";
import { ROOT } from "../../functions/cli/paths";
import { BENCH_DIR, BENCH_PYTHON } from "../tools";

export interface PassResult {
  rows: number;
  seconds: number;
  /** peak resident memory of the process */
  rss_mb: number;
}

/** The Python passes, and the part of the schema that each checks. */
export const FRICTIONLESS: Record<string, string> = { frictionless: "all", "frictionless-types": "types" };

/** The bundling options of serverless.yml, so that the measured code is the Lambda's. A test compares the two. */
export const BUNDLING = { bundle: true, minify: true, platform: "node", target: "node24" } as const;
export const MAIN_FIELDS = ["module", "main"];

const PASSES = join(ROOT, "bench/validate/passes");
const bundleOf = (pass: string) => join(BENCH_DIR, "code", `${pass}.cjs`);

/** Bundles these files of passes/, each on its own with what it needs. */
export async function bundlePasses(passes: readonly string[]): Promise<void> {
  for (const pass of passes) {
    const contents = `import { pass } from "./passes/${pass}"; import { run } from "./run"; run(pass);`;
    await build({
      ...BUNDLING,
      mainFields: MAIN_FIELDS,
      stdin: { contents, resolveDir: join(ROOT, "bench/validate"), loader: "ts" },
      outfile: bundleOf(pass),
      logLevel: "warning",
    });
  }
}

/** One pass in a process of its own. Throws when it refused the file. */
export function runPass(pass: string, file: string, table: string): PassResult {
  const what = FRICTIONLESS[pass];
  const [command, script] = what
    ? [BENCH_PYTHON, join(PASSES, "frictionless_pass.py")]
    : [process.execPath, bundleOf(pass)];
  const env = { ...process.env, NODE_ENV: "production", NODE_OPTIONS: "" };
  const stdout = execFileSync(command, [script, file, table, ...(what ? [what] : [])], {
    encoding: "utf8",
    env,
    maxBuffer: 2 ** 24,
  });
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as PassResult;
}
