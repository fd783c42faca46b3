import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  ListExecutionsCommand,
  SFNClient,
} from "@aws-sdk/client-sfn";

/** Clocks differ: executions are looked for from this long before. */
const CLOCK_SKEW_MS = 5 * 60_000;

/** One execution of the pipeline that an S3 event started. */
export interface Execution {
  arn: string;
  run_id: string;
  status: string;
  key: string;
  version_id: string | null;
  /** error name and sentence of one that failed */
  error: string | null;
  error_message: string | null;
}

/** The executions of `pipeline` that events have started since `since`; each is described once after it has ended. */
export class Executions {
  private readonly sfn = new SFNClient({});
  private readonly ended = new Map<string, Execution | null>();
  private readonly from: number;

  constructor(
    private readonly pipeline: string,
    since: Date,
  ) {
    this.from = since.getTime() - CLOCK_SKEW_MS;
  }

  async list(): Promise<Execution[]> {
    const found = await this.arns();
    const described = await Promise.all(found.map((arn) => this.ended.get(arn) ?? this.describe(arn)));
    return described.filter((execution) => execution !== null);
  }

  /** Newest first, so the first one that is too old ends the search. Those that no event started are left out for good. */
  private async arns(): Promise<string[]> {
    const arns: string[] = [];
    let nextToken: string | undefined;
    do {
      const page = await this.sfn.send(
        new ListExecutionsCommand({ stateMachineArn: this.pipeline, nextToken, maxResults: 100 }),
      );
      const recent = (page.executions ?? []).filter(({ startDate }) => (startDate?.getTime() ?? 0) >= this.from);
      arns.push(...recent.map(({ executionArn }) => executionArn as string));
      nextToken = recent.length === page.executions?.length ? page.nextToken : undefined;
    } while (nextToken);
    return arns.filter((arn) => this.ended.get(arn) !== null);
  }

  private async describe(arn: string): Promise<Execution | null> {
    const execution = toExecution(await this.sfn.send(new DescribeExecutionCommand({ executionArn: arn })));
    if (execution === null || execution.status !== "RUNNING") this.ended.set(arn, execution);
    return execution;
  }
}

/** Null for an execution whose input is no S3 event. */
export function toExecution(output: Partial<DescribeExecutionOutput>): Execution | null {
  const { executionArn = "", name = "", status = "", input = "{}", error = null, cause = null } = output;
  const object = objectOf(input);
  if (!object?.key) return null;
  const version_id = object["version-id"] ?? null;
  return { arn: executionArn, run_id: name, status, key: object.key, version_id, error, error_message: cause };
}

function objectOf(input: string): { key?: string; "version-id"?: string } | undefined {
  return (JSON.parse(input) as { detail?: { object?: { key?: string } } } | null)?.detail?.object;
}
