import { type HistoryEvent, paginateGetExecutionHistory, SFNClient } from "@aws-sdk/client-sfn";

const NESTED = "arn:aws:states:::states:startExecution.sync:2";

/** Seconds that each state of an execution took, in their order; a nested execution's states stand in its place. */
export async function secondsOfStates(executionArn: string, client = new SFNClient({})): Promise<Map<string, number>> {
  const events: HistoryEvent[] = [];
  for await (const page of paginateGetExecutionHistory({ client }, { executionArn }))
    events.push(...(page.events ?? []));
  const seconds = new Map<string, number>();
  const entered = new Map<string, number>();
  for (const event of events) {
    const at = Number(event.timestamp) / 1000;
    const begun = event.stateEnteredEventDetails?.name;
    const left = event.stateExitedEventDetails?.name;
    if (begun) entered.set(begun, at);
    if (left) add(seconds, left, at - (entered.get(left) ?? at));
    const { resource, output } = event.taskSucceededEventDetails ?? {};
    if (resource !== NESTED || !output) continue;
    const nested = await secondsOfStates(JSON.parse(output).ExecutionArn, client);
    for (const [name, each] of nested) add(seconds, `  ${name}`, each);
  }
  return seconds;
}

function add(seconds: Map<string, number>, state: string, more: number): void {
  seconds.set(state, (seconds.get(state) ?? 0) + more);
}
