/**
 * What pulls from databases need besides their jobs: the state machine with its Lambda, a schedule for each table that has
 * one, alarms. A stage without a connection has nothing of it.
 */
const { deployedConnections, pulledTables } = require("./connections.cjs");
const { pullTable } = require("../statemachines/definitions.cjs");
const { arnOf } = require("./iam.cjs");
const { deploymentNames, logicalId } = require("./names.cjs");

const ref = (id) => ({ Ref: id });
const MACHINE = "PullTableStateMachine";

/** The definition as text in which CloudFormation fills in the ARNs, wherever the JSON has an intrinsic function. */
function definitionString() {
  const variables = {};
  const fill = (_, value) => {
    if (value?.["Fn::Sub"]) return value["Fn::Sub"];
    const intrinsic = value?.Ref ?? value?.["Fn::GetAtt"]?.join("");
    if (intrinsic === undefined) return value;
    variables[intrinsic] = value;
    return `$\{${intrinsic}}`;
  };
  const text = JSON.stringify(pullTable(), fill, 2);
  return { "Fn::Sub": [text, variables] };
}

function machine(names, retention) {
  const LogGroupName = `/aws/vendedlogs/states/${names.stateMachines["pull-table"]}`;
  return {
    PullTableLogGroup: {
      Type: "AWS::Logs::LogGroup",
      DeletionPolicy: "Delete",
      UpdateReplacePolicy: "Delete",
      Properties: { LogGroupName, RetentionInDays: retention, KmsKeyId: arnOf("StageKey") },
    },
    [MACHINE]: {
      Type: "AWS::StepFunctions::StateMachine",
      Properties: {
        StateMachineName: names.stateMachines["pull-table"],
        StateMachineType: "STANDARD",
        RoleArn: arnOf("PullTableRole"),
        DefinitionString: definitionString(),
        LoggingConfiguration: {
          Level: "ALL",
          IncludeExecutionData: true,
          Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: arnOf("PullTableLogGroup") } }],
        },
        TracingConfiguration: { Enabled: true },
      },
    },
  };
}

/** An event that cannot be delivered within a day waits in the queue of the S3 events. */
function schedule(table, names) {
  return {
    Type: "AWS::Scheduler::Schedule",
    Properties: {
      Name: names.pullSchedule(table.name),
      Description: `Pulls ${table.id} from the database ${table.jdbc.connection}`,
      ScheduleExpression: table.jdbc.schedule,
      ScheduleExpressionTimezone: "UTC",
      State: "ENABLED",
      FlexibleTimeWindow: { Mode: "OFF" },
      KmsKeyArn: arnOf("StageKey"),
      Target: {
        Arn: ref(MACHINE),
        RoleArn: arnOf("PullScheduleRole"),
        Input: JSON.stringify({ table: table.id }),
        RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86400 },
        DeadLetterConfig: { Arn: arnOf("EventsDeadLetterQueue") },
      },
    },
  };
}

const ALARMS = {
  PullsTimedOutAlarm: ["pulls-timed-out", "ExecutionsTimedOut", "A pull was ended by its time limit"],
  PullsFailedAlarm: ["pulls-failed", "ExecutionsFailed", "A pull failed; the message of scope pull says why"],
  PullsAbortedAlarm: ["pulls-aborted", "ExecutionsAborted", "A pull was stopped from outside"],
};

function alarm(names, evaluationPeriods, [name, MetricName, AlarmDescription]) {
  return {
    Type: "AWS::CloudWatch::Alarm",
    Properties: {
      AlarmName: names.alarms[name],
      AlarmDescription,
      Namespace: "AWS/States",
      MetricName,
      Dimensions: [{ Name: "StateMachineArn", Value: ref(MACHINE) }],
      Statistic: "Sum",
      Period: 300,
      EvaluationPeriods: evaluationPeriods,
      ComparisonOperator: "GreaterThanThreshold",
      Threshold: 0,
      TreatMissingData: "notBreaching",
      AlarmActions: [ref("FailureTopic")],
    },
  };
}

async function functions({ resolveVariable }) {
  const connections = await deployedConnections(resolveVariable);
  if (connections.length === 0) return {};
  const names = await deploymentNames(resolveVariable);
  return {
    planPull: {
      name: names.lambdas["plan-pull"],
      description: "Plans the pull of a table's rows from its database",
      handler: "functions/handlers/plan-pull.handler",
      role: arnOf("PlanPullRole"),
      environment: { STAGING_BUCKET: ref("StagingBucket"), CONNECTIONS: connections.map(({ id }) => id).join(",") },
    },
    judgePull: {
      name: names.lambdas["judge-pull"],
      description: "Says why a pull failed, and whether another attempt can help",
      handler: "functions/handlers/judge-pull.handler",
      role: arnOf("JudgePullRole"),
      environment: { RETRY_TIMEOUTS: await resolveVariable("param:retry_timeouts") },
    },
  };
}

async function resources({ resolveVariable }) {
  const connections = await deployedConnections(resolveVariable);
  if (connections.length === 0) return {};
  const names = await deploymentNames(resolveVariable);
  const periods = await resolveVariable("param:alarm_evaluation_periods");
  const scheduled = pulledTables(connections).filter(({ jdbc }) => jdbc.schedule);
  const schedules = scheduled.map((table) => [logicalId("PullSchedule", table.name), schedule(table, names)]);
  const encrypted = { Properties: { KmsKeyId: arnOf("StageKey") } };
  const alarms = Object.entries(ALARMS).map(([id, row]) => [id, alarm(names, periods, row)]);
  return {
    Resources: {
      ...machine(names, await resolveVariable("param:log_retention_days")),
      ...Object.fromEntries([...schedules, ...alarms]),
    },
    extensions: { PlanPullLogGroup: encrypted, JudgePullLogGroup: encrypted },
  };
}

module.exports = { functions, resources };
