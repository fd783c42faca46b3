import type { Command } from "commander";

export function registerCheck(program: Command): void {
  program
    .command("check")
    .description("check the definitions in schemas/ and glue/marts/ without deploying")
    .addHelpText("after", "\nExample:\n  $ sluice check")
    .action(async () => {
      const { checkedDefinitions } = await import("../read-definitions");
      const { ROOT } = await import("../paths");
      const { tables, marts } = checkedDefinitions(ROOT);
      const names = (record: object) => Object.keys(record).sort().join(", ") || "none";
      console.log(`Tables: ${names(tables)}\nMarts:  ${names(marts)}\nThe definitions are right.`);
    });
}
