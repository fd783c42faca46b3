import { createInterface } from "node:readline/promises";
import { UsageError } from "../errors";

/** What a person may be asked: the sentence where nobody can be asked, and the question. */
export interface Question {
  unattended: string;
  text: string;
}

export function everyMart(marts: string[], stage: string): Question {
  const names = marts.toSorted().join(", ");
  return {
    unattended: `Without an input every mart is built again (${names || "there is none"}): confirm it with --yes, or give an input; sluice run --help has examples.`,
    text: `Build every mart of ${stage} again (${names})?`,
  };
}

export const states = (marts: string[], stage: string, from: string, to: string): Question => ({
  unattended: `The states of ${marts.join(", ")} from ${from} to ${to} would be built: confirm it with --yes.`,
  text: `Build these on ${stage}?`,
});

/** @throws UsageError where nobody can be asked */
export function requireTerminal({ unattended }: Question): void {
  if (!process.stdin.isTTY) throw new UsageError(unattended);
}

/** Asks; no where nothing is typed. @throws UsageError where nobody can be asked */
export async function confirmed(question: Question): Promise<boolean> {
  requireTerminal(question);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`${question.text} [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}
