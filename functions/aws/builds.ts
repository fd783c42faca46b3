import { takeTurn } from "../core/fan-in";
import type { Run } from "../core/ledger/items";
import { definitionNames } from "../core/names";
import { martResult } from "../core/run/builds";
import type { MartResult } from "../core/run/outcome";
import { briefOf } from "../core/run/results";
import { environment } from "./environment";
import { isRunning } from "./executions";
import { buildLedger } from "./ledger";

/** The next job run of a mart, as the state machine passes it on. */
export interface Build {
  mart: string;
  job: string;
  /** none while another execution builds the mart */
  batch_dates: string[];
  withdrawn: string[];
  /** where the job leaves a report for each date (s3://.../): a place of its own for each job run */
  reports: string;
  /** the dates that this run has asked for and that are not decided yet */
  asked: string[];
  results: MartResult[];
}

/** Takes what is to be built of the mart, if it is this execution's turn. @throws BuildWaitError */
export async function takeBuild(mart: string, asked: string[], run: Run, looks: number): Promise<Build> {
  const turn = await takeTurn(mart, { asked, looks }, run.execution_arn, { ...buildLedger, isRunning });
  const { decided, ...dates } = turn;
  return {
    mart,
    job: definitionNames(environment("PREFIX")).martJob(mart),
    ...dates,
    reports: `s3://${environment("MART_BUCKET")}/_reports/${mart}/${run.run_id}/${looks}/`,
    results: decided.map((request) => briefOf(martResult(mart, request, run.execution_arn))),
  };
}
