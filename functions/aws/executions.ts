import { DescribeExecutionCommand, SFNClient } from "@aws-sdk/client-sfn";

const states = new SFNClient({});

/** Whether that Step Functions execution goes on; one that no longer exists does not. */
export async function isRunning(executionArn: string): Promise<boolean> {
  try {
    const { status } = await states.send(new DescribeExecutionCommand({ executionArn }));
    return status === "RUNNING" || status === "PENDING_REDRIVE";
  } catch (error) {
    if (error instanceof Error && error.name === "ExecutionDoesNotExist") return false;
    throw error;
  }
}
