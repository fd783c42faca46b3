import { createInterface } from "node:readline/promises";
import { UsageError } from "../errors";

/** Asks whether to build all of these marts again. @throws UsageError where nobody can be asked */
export async function confirmed(marts: string[], stage: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new UsageError(
      `Without an input every mart is built again (${marts.sort().join(", ") || "there is none"}): confirm it with --yes, or give an input; sluice run --help has examples.`,
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`Build every mart of ${stage} again (${marts.sort().join(", ")})? [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}
