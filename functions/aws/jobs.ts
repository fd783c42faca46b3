import { GetJobCommand, GetJobRunsCommand, GlueClient } from "@aws-sdk/client-glue";
import type { JobFacts } from "../core/cost";

/** Of so many of the latest runs of a job the times count. */
const RUNS = 20;

/** The size of a Glue job, and what its latest good runs took; null for a job that there is not. */
export async function jobFacts(name: string): Promise<JobFacts | null> {
  const glue = new GlueClient({});
  try {
    const [{ Job }, { JobRuns = [] }] = await Promise.all([
      glue.send(new GetJobCommand({ JobName: name })),
      glue.send(new GetJobRunsCommand({ JobName: name, MaxResults: RUNS })),
    ]);
    const { GlueVersion = "", WorkerType = "", NumberOfWorkers = 0 } = Job ?? {};
    const seconds = JobRuns.filter(({ JobRunState }) => JobRunState === "SUCCEEDED").slice(0, RUNS);
    return {
      glue_version: GlueVersion,
      worker_type: WorkerType,
      workers: NumberOfWorkers,
      seconds: seconds.map(({ ExecutionTime = 0 }) => ExecutionTime),
    };
  } catch (error) {
    if ((error as Error).name === "EntityNotFoundException") return null;
    throw error;
  }
}
