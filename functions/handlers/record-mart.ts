import middy from "@middy/core";
import { retryTimeouts } from "../aws/environment";
import { isRunning } from "../aws/executions";
import { recordBuilds, requestsOf } from "../aws/ledger";
import { beside, findReport, readReport } from "../aws/reports";
import { type Rollback, type RollbackAnswer, recordRolledBack } from "../aws/rollbacks";
import type { MartFailure, MartReport } from "../core/documents";
import { isOpen, type RequestFact } from "../core/fan-in";
import type { Run } from "../core/ledger/items";
import { buildsAgain, type Left, lastFailure, martResult, outcomesOf } from "../core/run/builds";
import type { StateFailure } from "../core/run/failure";
import type { MartResult } from "../core/run/outcome";
import { required } from "../core/run/required";
import { briefOf } from "../core/run/results";

interface Input {
  run: Run;
  mart: string;
  batch_dates: string[];
  reports: string;
  asked: string[];
  failure: StateFailure | null;
  /** how many runs of the mart's job have failed by now */
  attempts: number;
}
const FAILED = { failure: "object?", attempts: "number" } as const;
const TEXTS = { mart: "string", reports: "string" } as const;
const INPUT = { run: "object", ...TEXTS, batch_dates: "array", asked: "array", ...FAILED } as const;

const ROLLBACK = {
  run: "object",
  mart: "string",
  batch_date: "string",
  report: "string",
  ...FAILED,
} as const;

interface Answer {
  /** the dates that the job is to build in another run; none of them is recorded yet */
  batch_dates: string[];
  /** what became of the dates that this run has asked for, and of those whose run has ended */
  results: MartResult[];
  /** the dates that this run has asked for and that are not decided yet */
  asked: string[];
  /** every date that was built, whoever asked for it: the marts that read this one may be due */
  built: { mart: string; batch_date: string }[];
}

/** Writes what became of each date of a job run to the ledger: BUILT with the job's report, or FAILED; or a rollback. */
export async function recordMartHandler(event: unknown): Promise<Answer | RollbackAnswer> {
  if ((event as { rollback?: boolean }).rollback) return recordRolledBack(required<Rollback>(event, ROLLBACK));
  const { run, mart, batch_dates, reports, asked, failure, attempts } = required<Input>(event, INPUT);
  const me = run.execution_arn;
  const documents = await Promise.all(batch_dates.map((date) => leftOf(reports, date, failure)));
  if (buildsAgain(documents, failure, { attempts, retryTimeouts: retryTimeouts() }))
    return { batch_dates, results: [], asked, built: [] };
  await recordBuilds(mart, me, outcomesOf(mart, documents, failure));
  const found = await requestsOf(mart, [...new Set([...asked, ...batch_dates])]);
  const decided = found.filter((request) => !isOpen(request));
  const told = await Promise.all(decided.map((each) => asked.includes(each.batch_date) || isOrphan(each, me)));
  return {
    batch_dates: [],
    results: decided.filter((_, index) => told[index]).map((request) => briefOf(martResult(mart, request, me))),
    asked: found.filter((each) => isOpen(each) && asked.includes(each.batch_date)).map(({ batch_date }) => batch_date),
    built: decided.filter(({ status }) => status === "BUILT").map(({ batch_date }) => ({ mart, batch_date })),
  };
}

async function leftOf(reports: string, batch_date: string, failure: StateFailure | null): Promise<Left> {
  const uri = `${reports}${batch_date}.json`;
  if (!failure) return { batch_date, report: await readReport<MartReport>(uri), failure: null, held: null };
  const [report, own, held] = await Promise.all([
    findReport<MartReport>(uri),
    findReport<MartFailure>(beside(uri, "failure")),
    findReport<MartReport>(beside(uri, "held")),
  ]);
  return { batch_date, report, failure: lastFailure(own, failure), held };
}

/** Whoever asked for the date tells its failure, unless that execution has ended. */
const isOrphan = async ({ status, requested_by }: RequestFact, me: string): Promise<boolean> =>
  status === "FAILED" && requested_by !== me && !(await isRunning(requested_by));

export const handler = middy(recordMartHandler);
