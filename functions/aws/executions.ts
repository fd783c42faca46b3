import { DescribeExecutionCommand, SFNClient } from "@aws-sdk/client-sfn";

const states = new SFNClient({});

/** Whether that execution of Step Functions is still running. An execution that no longer exists is not. */
export async function isRunning(executionArn: string): Promise<boolean> {
  try {
    const { status } = await states.send(new DescribeExecutionCommand({ executionArn }));
    return status === "RUNNING" || status === "PENDING_REDRIVE";
  } catch (error) {
    if (error instanceof Error && error.name === "ExecutionDoesNotExist") return false;
    throw error;
  }
}
