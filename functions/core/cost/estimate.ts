import { dpuHour, PRICES } from "./prices";

/** A Glue job, and what its latest runs took. */
export interface JobFacts {
  glue_version: string;
  worker_type: string;
  workers: number;
  /** of its latest runs that succeeded, as Glue bills them */
  seconds: number[];
}

/** Runs of one job. `facts` is null for a job that is not deployed yet. */
export interface Work {
  runs: number;
  /** what they build together, where a run builds several states: each takes as long as a run did */
  builds?: number;
  facts: JobFacts | null;
}

export interface Estimate {
  job_runs: number;
  /** of all job runs one after the other */
  minutes: number;
  dollars: number;
  /** whether every job has runs on record to measure by */
  measured: boolean;
}

/** What a small job takes on Glue, start included, where nothing is on record. */
const ASSUMED: JobFacts = { glue_version: "5.1", worker_type: "G.1X", workers: 2, seconds: [] };
const ASSUMED_SECONDS = 90;
/** The states of one load or build, and the Lambdas among them, of half a gigabyte for a second each. */
const TRANSITIONS = 12;
const LAMBDAS = 4;

/** About what these job runs take and cost, by the median of what their jobs took. */
export function estimate(work: readonly Work[]): Estimate {
  const parts = work.map(({ runs, builds = runs, facts }) => ({ runs, ...of(runs, builds, facts ?? ASSUMED) }));
  const sum = (value: (part: (typeof parts)[number]) => number) => parts.reduce((all, part) => all + value(part), 0);
  return {
    job_runs: sum(({ runs }) => runs),
    minutes: sum(({ seconds }) => seconds / 60),
    dollars: sum(({ dollars }) => dollars),
    measured: work.every(({ runs, facts }) => runs === 0 || (facts !== null && facts.seconds.length > 0)),
  };
}

/** Seconds and dollars of all runs. */
function of(runs: number, builds: number, { glue_version, worker_type, workers, seconds: measured }: JobFacts) {
  const seconds = builds * (median(measured) ?? ASSUMED_SECONDS);
  const dpus = workers * (PRICES.worker_dpus[worker_type] ?? 1);
  const billed = Math.max(seconds, runs * PRICES.glue_minimum_seconds);
  const glue = (dpus * billed * dpuHour(glue_version)) / 3600;
  const lambda = LAMBDAS * (PRICES.lambda_request + 0.5 * PRICES.lambda_gigabyte_second);
  return { seconds, dollars: glue + runs * (lambda + TRANSITIONS * PRICES.state_transition) };
}

function median(numbers: readonly number[]): number | null {
  const sorted = numbers.toSorted((left, right) => left - right);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}

/** `6 job runs, about 9 minutes of Glue, about $0.14 (us-east-1, November 2026)`, and what that rests on. */
export function sayEstimate({ job_runs, minutes, dollars, measured }: Estimate): string {
  const runs = `${job_runs.toLocaleString("en")} job ${job_runs === 1 ? "run" : "runs"}`;
  if (job_runs === 0) return "no job run";
  const time = minutes < 100 ? `${Math.max(1, Math.round(minutes))} min` : `${(minutes / 60).toFixed(1)} h`;
  const price = dollars < 0.01 ? "less than $0.01" : `about $${dollars.toFixed(2)}`;
  const basis = measured ? "by what the latest runs took" : `where nothing is on record, ${ASSUMED_SECONDS} s a run`;
  return `${runs}, about ${time} of Glue, ${price} (${basis}; prices of ${PRICES.place})`;
}
