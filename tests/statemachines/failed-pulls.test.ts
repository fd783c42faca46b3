import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { describeFailure, type StateFailure } from "../../functions/core/run/failure";
import { deservesAnother, PULL_JOB_RUNS } from "../../functions/core/run/job-runs";
import FAILURES from "../glue/pull/failures.json";
import { definition } from "./machines";
import { type Cloud, type Question, startCloud } from "./schedules/cloud";
import { TaskError } from "./schedules/jobs";

jest.setTimeout(120_000);

/** The document that a job leaves of each error of Oracle; tests/glue/pull/test_oracle.py compares it with a real pull's. */
const CODES = Object.keys(FAILURES) as (keyof typeof FAILURES)[];

describe("a pull that Oracle refuses", () => {
  const attempts: Record<string, number> = {};
  const told: Record<string, string>[] = [];
  let ended: Record<string, DescribeExecutionOutput>;
  let cloud: Cloud;

  beforeAll(async () => {
    cloud = await startCloud();
    cloud.answer = async (question) => answer(question);
    const sfn = new SFNClient({});
    const roleArn = "arn:aws:iam::000000000000:role/machine";
    const create = new CreateStateMachineCommand({ name: "pull", definition: deployed(), roleArn });
    const { stateMachineArn } = await sfn.send(create);
    const run = async (code: string) => {
      const input = JSON.stringify({ table: code });
      const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input }));
      for (;;) {
        const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
        if (execution.status !== "RUNNING") return [code, execution] as const;
        await sleep(50);
      }
    };
    ended = Object.fromEntries(await Promise.all(CODES.map(run)));
  });
  afterAll(() => cloud.stop());

  /** The plan names job and report by the table, here the code, and the job fails as the code does. */
  function answer({ resource, input }: Question): unknown {
    if (input.FunctionName === "PlanPullLambdaFunction") {
      const { table } = (input.Payload as { input: { table: string } }).input;
      return { Payload: { job: table, pull_id: "p1", key: "k", work: "w", report: table } };
    }
    if (input.FunctionName === "JudgePullLambdaFunction") return { Payload: judged(input.Payload as Judged) };
    if (resource.endsWith("sns:publish")) return { MessageId: told.push(input as never) };
    attempts[input.JobName] = (attempts[input.JobName] ?? 0) + 1;
    throw new TaskError("States.TaskFailed", JSON.stringify({ JobRunState: "FAILED", Id: "jr_1" }));
  }

  it.each(CODES)("with %s fails under its name, with its sentence, after as many attempts as can help", (code) => {
    const { error, error_message, retryable } = FAILURES[code];
    expect(ended[code]).toMatchObject({ status: "FAILED", error, cause: error_message });
    expect(attempts[code]).toBe(retryable ? 3 : 1);
    expect(told.map(({ Message }) => JSON.parse(Message as string))).toContainEqual(
      expect.objectContaining({ error, error_message }),
    );
  });
});

interface Judged {
  report: keyof typeof FAILURES;
  failure: StateFailure;
  attempts: number;
}

/** What judge-pull answers, which reads the document at `report`. */
function judged({ report, failure, attempts }: Judged) {
  const document = FAILURES[report];
  const again = deservesAnother(failure, document, { attempts, retryTimeouts: false, jobRuns: PULL_JOB_RUNS });
  return { ...describeFailure(failure, document), again };
}

const deployed = () =>
  JSON.stringify(JSON.parse(definition("pull_table")), (_, value) => value?.["Fn::GetAtt"]?.[0] ?? value?.Ref ?? value);
