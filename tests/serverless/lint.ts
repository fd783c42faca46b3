import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { STATE_DIR } from "../../functions/cli/paths";
import type { Packaged } from "./package";

/** What cfn-lint says about a template. */
export interface Finding {
  Filename: string;
}

export const templateOf = ({ directory }: Packaged) => join(directory, "cloudformation-template-update-stack.json");

/** What cfn-lint has against these templates. */
export function lint(templates: string[], ...options: string[]): Finding[] {
  const program = join(STATE_DIR, "venv", "bin", "cfn-lint");
  const { stdout, stderr, error } = spawnSync(program, ["--format", "json", ...options, "--", ...templates]);
  if (error) throw new Error("cfn-lint is not installed: run npm test, which sets up .sluice/venv.", { cause: error });
  if (stderr.length > 0) throw new Error(String(stderr));
  return JSON.parse(String(stdout));
}
