import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { STATE_DIR } from "../../functions/cli/paths";
import type { Packaged } from "./package";

/** What cfn-lint says about a template. */
export interface Finding {
  Filename: string;
}

/** Regions of each partition: aws, aws-cn and aws-us-gov. */
export const REGIONS = [
  ...["us-east-1", "eu-west-1", "eu-central-1", "ap-northeast-1"],
  ...["cn-north-1", "cn-northwest-1", "us-gov-west-1", "us-gov-east-1"],
];

export const templateOf = ({ directory }: Packaged) => join(directory, "cloudformation-template-update-stack.json");

/** What cfn-lint has against these templates. */
export function lint(templates: string[], ...options: string[]): Finding[] {
  const program = join(STATE_DIR, "venv", "bin", "cfn-lint");
  const { stdout, stderr, error } = spawnSync(program, ["--format", "json", ...options, "--", ...templates]);
  if (error) throw new Error("cfn-lint is not installed: run npm test, which sets up .sluice/venv.", { cause: error });
  if (stderr.length > 0) throw new Error(String(stderr));
  return JSON.parse(String(stdout));
}
