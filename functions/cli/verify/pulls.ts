import { DescribeStateMachineCommand, SFNClient, StateMachineDoesNotExist } from "@aws-sdk/client-sfn";
import type { Stage } from "../environment";
import { factsOf, loadOf, pullOnce } from "../pull/watch";
import type { SeenPull } from "./evidence";

/** Whether the stage has a connection to a database: without one nothing of pulls is deployed. */
export async function hasPulls(stage: Stage): Promise<boolean> {
  try {
    const stateMachineArn = stage.stateMachine("pull-table");
    await new SFNClient({}).send(new DescribeStateMachineCommand({ stateMachineArn }));
    return true;
  } catch (error) {
    if (error instanceof StateMachineDoesNotExist) return false;
    throw error;
  }
}

/** Pulls tables from their databases, one after the other, and waits for their loads. */
export async function seenPulls(tables: string[], stage: Stage, timeoutSeconds: number): Promise<SeenPull[]> {
  const seen: SeenPull[] = [];
  for (const table of tables) {
    const pulled = await pullOnce(table, stage, timeoutSeconds);
    const { status, error, cause, report } = pulled;
    if (status !== "SUCCEEDED" || !report) {
      seen.push({ table, problem: `${error ?? status}: ${cause ?? "the execution tells no more"}`, found: null });
      continue;
    }
    const isLoaded = await loadOf(pulled, stage, timeoutSeconds);
    seen.push({ table, problem: isLoaded ? null : "it was pulled, and not loaded", found: factsOf(report) });
  }
  return seen;
}
