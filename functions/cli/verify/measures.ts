import { dpuHour, PRICES } from "../../core/cost";
import type { SeenJobRun, SeenState } from "./evidence";

/** An event of an execution's history, as far as times need it. */
export interface HistoryEvent {
  timestamp?: Date | undefined;
  stateEnteredEventDetails?: { name?: string | undefined } | undefined;
  stateExitedEventDetails?: { name?: string | undefined } | undefined;
}

/** How long each state of an execution took; of a Map's, each item's. A state that was never left has no time. */
export function stateSeconds(machine: string, events: HistoryEvent[]): SeenState[] {
  const entered = new Map<string, number[]>();
  const seconds = new Map<string, number[]>();
  for (const { timestamp, stateEnteredEventDetails: into, stateExitedEventDetails: out } of events) {
    const at = timestamp?.getTime() ?? 0;
    if (into?.name) entered.set(into.name, [...(entered.get(into.name) ?? []), at]);
    const since = out?.name ? entered.get(out.name)?.shift() : undefined;
    if (out?.name && since !== undefined)
      seconds.set(out.name, [...(seconds.get(out.name) ?? []), (at - since) / 1000]);
  }
  return [...seconds].map(([state, all]) => ({ machine, state, seconds: all }));
}

/** The same state of several executions together, the slowest first. */
export function together(states: SeenState[]): SeenState[] {
  const all = new Map<string, SeenState>();
  for (const { machine, state, seconds } of states) {
    const found = all.get(`${machine} ${state}`);
    all.set(`${machine} ${state}`, { machine, state, seconds: [...(found?.seconds ?? []), ...seconds] });
  }
  return [...all.values()].sort((left, right) => Math.max(...right.seconds) - Math.max(...left.seconds));
}

export interface Cost {
  job_runs: number;
  glue_seconds: number;
  dollars: number;
}

/** What the job runs and the states have cost, by the price table: not Lambda, S3, Athena and DynamoDB, which are cents. */
export function costOf(runs: SeenJobRun[], states: SeenState[]): Cost {
  const glue = runs.map(({ seconds, glue_version, worker_type, workers }) => {
    const dpus = workers * (PRICES.worker_dpus[worker_type] ?? 1);
    return (dpus * Math.max(seconds, PRICES.glue_minimum_seconds) * dpuHour(glue_version)) / 3600;
  });
  const transitions = states.reduce((all, { seconds }) => all + seconds.length, 0);
  const sum = (numbers: number[]) => numbers.reduce((all, each) => all + each, 0);
  return {
    job_runs: runs.length,
    glue_seconds: sum(runs.map(({ seconds }) => seconds)),
    dollars: sum(glue) + transitions * PRICES.state_transition,
  };
}
