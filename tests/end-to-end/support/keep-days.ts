import { GetJobCommand, GlueClient, UpdateJobCommand } from "@aws-sdk/client-glue";

/** Acts while the maintenance job has another `--keep_days` than its deployment; with 0 it keeps nothing for late readers. */
export async function withKeepDays<T>(JobName: string, days: string, act: () => Promise<T>): Promise<T> {
  const glue = new GlueClient({});
  const { Job } = await glue.send(new GetJobCommand({ JobName }));
  const { Role, Command, GlueVersion, DefaultArguments, Timeout } = Job ?? {};
  const JobUpdate = { Role, Command, GlueVersion, DefaultArguments, Timeout };
  const changed = { ...JobUpdate, DefaultArguments: { ...DefaultArguments, "--keep_days": days } };
  await glue.send(new UpdateJobCommand({ JobName, JobUpdate: changed }));
  try {
    return await act();
  } finally {
    await glue.send(new UpdateJobCommand({ JobName, JobUpdate }));
  }
}
