import type { Definitions } from "../../core/documents";
import type { Requested } from "../../core/fan-in";
import { parseTrigger } from "../../core/run/input";
import { type Stage, useStage } from "../environment";
import { forStage } from "../stage-commands";
import { confirmed, everyMart, requireTerminal, states } from "./confirm";

interface Wish {
  input: unknown;
  /** whether nothing was typed, which means every mart */
  isEmpty: boolean;
  /** whether a person has agreed already */
  yes: boolean;
}

/**
 * The stage, once what the run builds and costs is told and agreed to; null for a no. Only a run that builds many states
 * is asked about.
 * @throws UsageError where nobody can be asked
 */
export async function decided(
  { input, isEmpty, yes }: Wish,
  definitions: Definitions,
  name: string,
): Promise<Stage | null> {
  const trigger = parseTrigger(input, definitions);
  if (trigger.type !== "marts" || (!isEmpty && trigger.from === undefined)) return useStage(name);
  const { marts, batch_date, required, from, to } = trigger;
  const question = from === undefined ? everyMart(marts, name) : states(marts, name, from, to);
  if (!yes) requireTerminal(question);
  const stage = await useStage(name);
  const { plannedBuilds } = await import("./cost");
  const dates = from === undefined ? {} : { from, to };
  const requested: Requested[] = marts.map((mart) => ({ mart, batch_date, required, ...dates }));
  console.log(forStage(await plannedBuilds(requested, definitions, stage), name));
  return yes || (await confirmed(question)) ? stage : null;
}
