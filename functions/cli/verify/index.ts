import { writeFileSync } from "node:fs";
import pc from "picocolors";
import type { Definitions } from "../../core/documents";
import { emptyStage } from "../empty";
import type { Stage } from "../environment";
import { serverless } from "../serverless";
import { failed } from "./checks";
import { isThere } from "./collect";
import { verificationMarkdown, verificationOf, verificationText } from "./report";
import { seeStage } from "./verify";

export interface Options {
  keep: boolean;
  directory: string | undefined;
  pull: string[];
  /** parameters for the deployment of a new stage, such as connections={...} */
  params: string[];
  /** where the report goes, without an ending */
  out: string;
  timeoutSeconds: number;
}

/** Deploys the stage if it is not there, looks at it, writes the report. Whether every claim holds. */
export async function verifyStage(
  stage: Stage,
  definitions: Definitions,
  { keep, directory, pull, params, out, timeoutSeconds }: Options,
): Promise<boolean> {
  const began = Date.now();
  const tell = (line: string) => console.error(pc.dim(`${((Date.now() - began) / 1000).toFixed(0)} s  ${line}`));
  const wasThere = await isThere(stage.names.stack);
  if (wasThere) tell(`${stage.name} is deployed already, and stays`);
  else {
    tell(`deploying ${stage.name}`);
    const given = params.flatMap((param) => ["--param", param]);
    await serverless("deploy", stage.name, given, 2);
  }
  const remove = wasThere || keep ? null : () => removeStage(stage, tell);
  const verification = verificationOf(
    await seeStage({ stage, definitions, directory, pull, timeoutSeconds, tell, remove }),
  );
  writeFileSync(`${out}.json`, `${JSON.stringify(verification, null, 2)}\n`);
  writeFileSync(`${out}.md`, verificationMarkdown(verification));
  console.log(verificationText(verification));
  console.log(pc.dim(`\nThe whole report: ${out}.md and ${out}.json`));
  return failed(verification.checks).length === 0;
}

async function removeStage(stage: Stage, tell: (line: string) => void): Promise<void> {
  await emptyStage(stage, true, tell);
  await serverless("remove", stage.name, [], 2);
}
