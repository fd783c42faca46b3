import { findStack } from "../../aws/stack";
import type { Definitions } from "../../core/documents";
import { breaksOf, compareDefinitions, comparePermissions, rebuildsOf, type Template } from "../../core/plan";
import type { Stage } from "../environment";
import { UsageError } from "../errors";
import { gatherFacts } from "./facts";
import { packagedTemplate } from "./package";
import type { Plan } from "./text";

/** Compares the checkout with what is deployed on the stage. @throws UsageError where nothing is */
export async function makePlan(definitions: Definitions, { name, names }: Stage): Promise<Plan> {
  const deployed = await findStack(names.stack);
  if (!deployed)
    throw new UsageError(
      `The stack ${names.stack} has no definitions: its first deployment did not succeed. Run sluice deploy.`,
    );
  const template = await packagedTemplate(name);
  const changes = compareDefinitions(deployed.definitions, definitions);
  return {
    stage: name,
    changes,
    code: otherCode(deployed.template, JSON.stringify(template)),
    permissions: comparePermissions(JSON.parse(deployed.template) as Template, template),
    rebuilds: rebuildsOf(changes, definitions, await gatherFacts(changes, definitions, names)),
    breaks: changes.flatMap(breaksOf),
  };
}

const ASSET = /assets\/([0-9a-f]{64})\/([\w.]+)/g;

/** Names of the jobs' scripts and library whose content, which their hash stands for, is another. */
function otherCode(was: string, becomes: string): string[] {
  const hashes = (template: string) =>
    new Map([...template.matchAll(ASSET)].map(([, hash, name]) => [name as string, hash]));
  const [before, after] = [hashes(was), hashes(becomes)];
  return [...after.keys()].filter((name) => name !== "definitions.json" && before.get(name) !== after.get(name)).sort();
}
