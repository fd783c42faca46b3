import { cpSync, mkdirSync, mkdtempSync, realpathSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { ROOT } from "../../../functions/cli/paths";

/** What a copy gets its own of, or needs none of. */
const LEFT_OUT = /^(node_modules|\.git|\.sluice|\.serverless|\.esbuild|\.\w+_cache|spark-warehouse|coverage)$/;

/** A copy of the project in a new folder, which a test may change; what is installed is linked, not copied. */
export function copyProject(): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "sluice-e2e-")));
  cpSync(ROOT, root, { recursive: true, filter: (path) => !LEFT_OUT.test(relative(ROOT, path)) });
  mkdirSync(join(root, ".sluice"));
  mkdirSync(join(ROOT, ".sluice/drivers"), { recursive: true });
  for (const installed of ["node_modules", ".sluice/venv", ".sluice/jars", ".sluice/drivers"]) {
    symlinkSync(realpathSync(join(ROOT, installed)), join(root, installed));
  }
  return root;
}
