import { DescribeExecutionCommand, SendTaskSuccessCommand, SFNClient } from "@aws-sdk/client-sfn";

const states = new SFNClient({});

/** How an execution of Step Functions has ended. */
export interface Ended {
  /** GONE where Step Functions has forgotten it, after 90 days */
  status: "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED" | "GONE";
  error: string | null;
  cause: string | null;
  stopped_at: string | null;
}

/** Whether that execution of Step Functions is still running. An execution that no longer exists is not. */
export const isRunning = async (executionArn: string): Promise<boolean> => (await endOf(executionArn)) === null;

/** How an execution has ended; null while it is still running. */
export async function endOf(executionArn: string): Promise<Ended | null> {
  try {
    const described = await states.send(new DescribeExecutionCommand({ executionArn }));
    const { status, error = null, cause = null, stopDate } = described;
    if (status === undefined || status === "RUNNING" || status === "PENDING_REDRIVE") return null;
    return { status, error, cause, stopped_at: stopDate?.toISOString() ?? null };
  } catch (error) {
    if (!(error instanceof Error && error.name === "ExecutionDoesNotExist")) throw error;
    return { status: "GONE", error: null, cause: null, stopped_at: null };
  }
}

/** Errors of a task that does not wait any more: it was answered, its time ran out, or its execution ended. */
const GONE = ["TaskTimedOut", "TaskDoesNotExist"];

/** Hands `answer` to the task that waits with that token; false when it does not wait any more. */
export async function answerTask(taskToken: string, answer: unknown): Promise<boolean> {
  try {
    await states.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(answer) }));
    return true;
  } catch (error) {
    if (error instanceof Error && GONE.includes(error.name)) return false;
    throw error;
  }
}
