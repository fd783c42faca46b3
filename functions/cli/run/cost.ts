import { jobFacts } from "../../aws/jobs";
import { ledgerView } from "../../aws/ledger";
import { type Estimate, estimate, sayEstimate } from "../../core/cost";
import type { Definitions } from "../../core/documents";
import { type Build, dryRun, jobRunsOf, type Requested } from "../../core/fan-in";
import type { Stage } from "../environment";
import { plural } from "../load/report";

/** What a run by hand would build, and about what that costs. @throws MartNotDueError */
export async function plannedBuilds(requested: Requested[], definitions: Definitions, stage: Stage): Promise<string> {
  const builds = dryRun(definitions, await ledgerView(Object.values(definitions.marts)), requested);
  return sayBuilds(builds, await costOf(builds, stage));
}

async function costOf(builds: Build[], { names }: Stage): Promise<Estimate> {
  const work = builds.map(async ({ mart, batch_dates }) => ({
    runs: jobRunsOf(batch_dates),
    builds: batch_dates.length,
    facts: await jobFacts(names.martJob(mart)),
  }));
  return estimate(await Promise.all(work));
}

export function sayBuilds(builds: Build[], cost: Estimate): string {
  if (builds.length === 0) return "No mart has data to build.";
  const states = builds.reduce((sum, { batch_dates }) => sum + batch_dates.length, 0);
  const marts = builds.map(({ mart, batch_dates: [first, ...rest] }) => {
    const last = rest.at(-1);
    return last ? `${mart} of ${plural(rest.length + 1, "date")} from ${first} to ${last}` : `${mart} of ${first}`;
  });
  return `To be built: ${plural(states, "state")} (${marts.join(", ")}).\nCost: ${sayEstimate(cost)}.`;
}
