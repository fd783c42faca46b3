import middy from "@middy/core";
import { loadDefinitions } from "../aws/definitions";
import { environment } from "../aws/environment";
import { fanInLedger } from "../aws/ledger";
import { planMarts, type Requested, type Touched } from "../core/fan-in";
import type { Run } from "../core/ledger/items";
import { definitionNames } from "../core/names";
import type { MartResult } from "../core/run/outcome";
import { required } from "../core/run/required";

interface Input {
  run: Run;
  level: number;
  touched: Touched[];
  requested: Requested[];
  marts: MartResult[];
}
const INPUT = { run: "object", level: "number", touched: "array", requested: "array", marts: "array" } as const;

interface Build {
  mart: string;
  job: string;
  batch_dates: string[];
  withdrawn: string[];
  reports: string;
}

/**
 * Requests the due marts of the next level and returns the builds that this execution has won. A mart built by this run
 * counts as a new input.
 */
export async function planMartsHandler(event: unknown): Promise<{ level: number; builds: Build[] }> {
  const { run, level, touched, requested, marts } = required<Input>(event, INPUT);
  const built = marts.filter(({ status }) => status === "BUILT").map(({ mart, batch_date }) => ({ mart, batch_date }));
  const scope = { level, touched: [...touched, ...built], requested };
  const plan = await planMarts(await loadDefinitions(), scope, run.execution_arn, fanInLedger);
  const { martJob } = definitionNames(environment("PREFIX"));
  const bucket = environment("MART_BUCKET");
  const builds = plan.builds.map(({ mart, batch_dates, withdrawn = [] }) => {
    const reports = `s3://${bucket}/_reports/${mart}/${run.run_id}/`;
    return { mart, batch_dates, withdrawn, job: martJob(mart), reports };
  });
  return { level: plan.level, builds };
}

export const handler = middy(planMartsHandler);
