import middy from "@middy/core";
import { answerTask } from "../aws/executions";
import { takeTurnOf } from "../aws/turns";
import type { Approval, Load } from "../core/documents";
import { required } from "../core/run/required";

interface Input {
  load: Load;
  staged: Load;
  facts: object;
  approve: Approval[];
  withdraw: boolean;
  /** missing of an execution that was started before a deployment which brought it */
  may_gather?: boolean;
  run_id: string;
  execution_arn: string;
  report: string;
  token: string;
}
const TEXTS = { run_id: "string", execution_arn: "string", report: "string", token: "string" } as const;
const OBJECTS = { load: "object", staged: "object", facts: "object" } as const;
const INPUT = { ...TEXTS, ...OBJECTS, approve: "array", withdraw: "boolean", may_gather: "boolean?" } as const;

/**
 * Puts the load in the line of its table. Where there is something to do, it answers the state by its token; otherwise the
 * state waits until another execution does.
 */
export async function takeLoadsHandler(event: unknown): Promise<void> {
  const { load, withdraw, may_gather = false, ...given } = required<Input>(event, INPUT);
  const { load_id, table } = load;
  const place = { load_id, table, ...given, withdraw: withdraw ? [load] : [], status: "WAITING" as const };
  const told = await takeTurnOf(place, may_gather);
  if (told.status !== "WAITING") await answerTask(given.token, told);
}

export const handler = middy(takeLoadsHandler);
