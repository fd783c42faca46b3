import { type Command, Option } from "commander";
import { stageOption } from "../options";

const HELP = `
Examples:
  $ sluice plan
  $ sluice plan --stage dev --format json

Nothing on the stage is changed. sluice deploy refuses a change that breaks something, unless it is told --approve-breaking.`;

export function registerPlan(program: Command): void {
  program
    .command("plan")
    .description("what a deployment would change: tables, marts, columns, permissions, and what is to be made again")
    .addOption(stageOption())
    .addOption(new Option("-f, --format <name>", "how to print it").choices(["table", "json"]).default("table"))
    .addHelpText("after", HELP)
    .action(plan);
}

async function plan({ stage: name, format }: { stage: string; format: "table" | "json" }): Promise<void> {
  const { checkedDefinitions } = await import("../read-definitions");
  const { ROOT } = await import("../paths");
  const definitions = checkedDefinitions(ROOT);
  const { useStage } = await import("../environment");
  const stage = await useStage(name);
  const { makePlan } = await import("../plan");
  const { planText } = await import("../plan/text");
  const { forStage } = await import("../stage-commands");
  const made = await makePlan(definitions, stage);
  console.log(format === "json" ? JSON.stringify(made, null, 2) : forStage(planText(made), name));
}
