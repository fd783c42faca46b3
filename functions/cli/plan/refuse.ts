import { type AwsConfig, findStack } from "../../aws/stack";
import type { Definitions } from "../../core/documents";
import { breaksOf, compareDefinitions } from "../../core/plan";
import { UsageError } from "../errors";
import { indent, plural } from "../load/report";

/**
 * Before a deployment: the changes that break what reads or fills a table of the stack, or null. A first deployment breaks
 * nothing.
 * @param approved `true` or the text of it, as a parameter of `sls` has it
 * @throws UsageError when there are some, and nobody has approved them
 */
export async function refuseBreaking(
  stack: string,
  definitions: Definitions,
  config: AwsConfig,
  approved: unknown,
): Promise<string | null> {
  const deployed = await findStack(stack, config);
  return deployed ? judge(compareDefinitions(deployed.definitions, definitions).flatMap(breaksOf), approved) : null;
}

/** @throws UsageError */
export function judge(breaks: string[], approved: unknown): string | null {
  if (breaks.length === 0) return null;
  const told = `${plural(breaks.length, "change")} ${breaks.length === 1 ? "breaks" : "break"} what reads or fills the tables of this stage`;
  const list = breaks.map(indent).join("\n");
  if (String(approved) === "true") return `${told}, and ${breaks.length === 1 ? "is" : "are"} approved:\n${list}`;
  throw new UsageError(
    `${told}; nothing was deployed:\n${list}\nsluice plan shows everything that changes. To deploy it all the same: sluice deploy --approve-breaking, or sls deploy --param approve_breaking=true.`,
  );
}
