import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Template } from "../../core/plan";
import { STATE_DIR } from "../paths";
import { serverless } from "../serverless";

/** The template that a deployment of this checkout would have. Packaging takes some ten seconds, and touches nothing on AWS. */
export async function packagedTemplate(stage: string): Promise<Template> {
  mkdirSync(STATE_DIR, { recursive: true });
  const folder = mkdtempSync(join(STATE_DIR, "plan-"));
  try {
    await serverless("package", stage, ["--package", folder], 2);
    return JSON.parse(readFileSync(join(folder, "cloudformation-template-update-stack.json"), "utf8")) as Template;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
