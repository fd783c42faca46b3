/**
 * One role for each principal, with the permissions it needs and no others. `Resource: "*"` appears only in the short list
 * STAR: actions for which IAM knows no resource. tests/serverless/stack.test.ts checks this in the packaged template.
 */
const { deployedConnections } = require("./connections.cjs");
const { deploymentNames, pascal } = require("./names.cjs");
const { maintenanceRoles } = require("./maintenance-roles.cjs");
const { pullRoles } = require("./pull-roles.cjs");
const {
  sub,
  arnOf,
  regional,
  allow,
  objects,
  readObjects,
  copyFrom,
  copyTo,
  list,
  readAssets,
  decrypt,
  encrypt,
  ledger,
  catalog,
  lookUp,
} = require("./iam.cjs");

const STAR = {
  xray: allow(
    ["xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules", "xray:GetSamplingTargets"],
    "*",
  ),
  // Step Functions configures the delivery of its logs through the caller's role.
  logDelivery: allow(
    [
      "logs:CreateLogDelivery",
      "logs:GetLogDelivery",
      "logs:UpdateLogDelivery",
      "logs:DeleteLogDelivery",
      "logs:ListLogDeliveries",
      "logs:PutResourcePolicy",
      "logs:DescribeResourcePolicies",
      "logs:DescribeLogGroups",
    ],
    "*",
  ),
  // Glue looks up the encryption of a job's or a crawler's output with their own role.
  securityConfiguration: allow(["glue:GetSecurityConfiguration", "glue:GetSecurityConfigurations"], "*"),
  glueMetrics: {
    ...allow(["cloudwatch:PutMetricData"], "*"),
    Condition: { StringEquals: { "cloudwatch:namespace": "Glue" } },
  },
};

/** Spark and Iceberg write large files in parts. They look for the parts of a task that failed, and give them up. */
const writeInParts = (bucket, prefix) => [
  allow(["s3:ListBucketMultipartUploads"], arnOf(bucket)),
  allow(["s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"], objects(bucket, prefix)),
];

const glueLogs = allow(
  ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "logs:AssociateKmsKey"],
  regional("logs", "log-group:/aws-glue/*"),
);

/** AWS's "Setting up encryption in AWS Glue" asks it of a job under a security configuration. */
const encryptDirectly = allow(["kms:Encrypt"], arnOf("StageKey"));

/** What every Spark job needs: its script, the key, its logs and metrics. */
const sparkRun = [STAR.glueMetrics, STAR.securityConfiguration, encrypt, encryptDirectly, readAssets, glueLogs];

/** The permissions of a Spark job on an Iceberg database and its bucket. */
const sparkJob = (database, bucket) => [
  ...writeInParts(bucket),
  ...sparkRun,
  allow(
    ["glue:GetTable", "glue:GetTables", "glue:CreateTable", "glue:UpdateTable", "glue:DeleteTable"],
    ...catalog(database),
  ),
];
const lambda = (functionName, ...statements) => ({
  service: "lambda.amazonaws.com",
  statements: [
    STAR.xray,
    allow(["logs:CreateLogStream", "logs:PutLogEvents"], regional("logs", `log-group:/aws/lambda/${functionName}:*`)),
    ...statements,
  ],
});

const functionArn = (name) => regional("lambda", `function:${name}`);
const runJobs = (jobs) =>
  allow(
    ["glue:StartJobRun", "glue:GetJobRun", "glue:GetJobRuns", "glue:BatchStopJobRun"],
    regional("glue", `job/${jobs}`),
  );
const publish = allow(["sns:Publish"], { Ref: "FailureTopic" });

/** @returns {Record<string, { service: string, statements: object[] }>} part -> who assumes it and what it may do */
function roles(names) {
  const execution = regional("states", `execution:${names.stateMachines["load-file"]}:*`);
  const describeRun = allow(
    ["states:DescribeExecution"],
    regional("states", `execution:${names.stateMachines.pipeline}:*`),
  );
  // AWS's list of actions knows no resource for it, but IAM asks for the state machine whose task waits.
  const answerLoads = allow(
    ["states:SendTaskSuccess"],
    regional("states", `stateMachine:${names.stateMachines["load-file"]}`),
  );
  return {
    "plan-run": lambda(
      names.lambdas["plan-run"],
      readAssets,
      ...copyFrom("RawBucket"),
      allow(["s3:ListBucket", "s3:ListBucketVersions"], arnOf("RawBucket")),
      copyTo("QuarantineBucket"),
      encrypt,
      ledger("Query", "UpdateItem"),
    ),
    "claim-load": lambda(
      names.lambdas["claim-load"],
      readAssets,
      decrypt,
      ledger("Query", "GetItem", "UpdateItem"),
      allow(["states:DescribeExecution"], execution),
    ),
    "validate-file": lambda(
      names.lambdas["validate-file"],
      readAssets,
      ...copyFrom("RawBucket"),
      list("RawBucket"),
      copyTo("QuarantineBucket"),
      encrypt,
    ),
    "claim-date": lambda(names.lambdas["claim-date"], decrypt, ledger("Query", "GetItem", "UpdateItem")),
    "gather-parts": lambda(
      names.lambdas["gather-parts"],
      readAssets,
      readObjects("RawBucket"),
      allow(["s3:ListBucket", "s3:ListBucketVersions"], arnOf("RawBucket")),
      allow(["s3:PutObject"], objects("StagingBucket", "_batches/")),
      encrypt,
      ledger("Query", "GetItem", "UpdateItem"),
      allow(["states:DescribeExecution"], execution),
    ),
    "take-loads": lambda(
      names.lambdas["take-loads"],
      allow(["s3:PutObject"], objects("StagingBucket", "_turns/")),
      encrypt,
      ledger("Query", "GetItem", "UpdateItem", "DeleteItem"),
      allow(["states:DescribeExecution"], execution),
      answerLoads,
    ),
    "record-turn": lambda(
      names.lambdas["record-turn"],
      readObjects("StagingBucket", "_reports/"),
      readObjects("StagingBucket", "_turns/"),
      list("StagingBucket"),
      decrypt,
      ledger("Query", "GetItem", "UpdateItem"),
      answerLoads,
    ),
    "record-load": lambda(
      names.lambdas["record-load"],
      readAssets,
      readObjects("StagingBucket", "_reports/"),
      readObjects("StagingBucket", "_batches/"),
      list("StagingBucket"),
      ...copyFrom("RawBucket"),
      list("RawBucket"),
      copyTo("QuarantineBucket"),
      encrypt,
      ledger("Query", "GetItem", "UpdateItem", "DeleteItem"),
    ),
    "record-crawl": lambda(names.lambdas["record-crawl"], decrypt, ledger("UpdateItem")),
    "plan-marts": lambda(
      names.lambdas["plan-marts"],
      readAssets,
      decrypt,
      ledger("Query", "GetItem", "UpdateItem", "DeleteItem"),
      describeRun,
    ),
    "take-dates": lambda(names.lambdas["take-dates"], decrypt, ledger("Query", "GetItem", "UpdateItem"), describeRun),
    "record-mart": lambda(
      names.lambdas["record-mart"],
      readObjects("MartBucket", "_reports/"),
      list("MartBucket"),
      decrypt,
      ledger("GetItem", "UpdateItem"),
      describeRun,
    ),
    "complete-run": lambda(names.lambdas["complete-run"], decrypt, ledger("GetItem", "UpdateItem")),
    pipeline: {
      service: "states.amazonaws.com",
      statements: [
        STAR.xray,
        STAR.logDelivery,
        allow(
          ["lambda:InvokeFunction"],
          ...["plan-run", "plan-marts", "take-dates", "record-mart", "complete-run"].map((name) =>
            functionArn(names.lambdas[name]),
          ),
        ),
        allow(["states:StartExecution"], regional("states", `stateMachine:${names.stateMachines["load-file"]}`)),
        allow(["states:DescribeExecution", "states:StopExecution"], execution),
        allow(
          ["events:PutTargets", "events:PutRule", "events:DescribeRule"],
          regional("events", "rule/StepFunctionsGetEventsForStepFunctionsExecutionRule"),
        ),
        runJobs(names.martJob("*")),
        publish,
        encrypt,
      ],
    },
    "load-file": {
      service: "states.amazonaws.com",
      statements: [
        STAR.xray,
        STAR.logDelivery,
        allow(
          ["lambda:InvokeFunction"],
          ...[
            "claim-load",
            "validate-file",
            "claim-date",
            "gather-parts",
            "take-loads",
            "record-turn",
            "record-load",
            "record-crawl",
          ].map((name) => functionArn(names.lambdas[name])),
        ),
        runJobs(names.stagingJob("*")),
        allow(["glue:StartCrawler", "glue:GetCrawler"], regional("glue", `crawler/${names.crawler("*")}`)),
        publish,
        encrypt,
      ],
    },
    "file-landed-rule": {
      service: "events.amazonaws.com",
      statements: [allow(["states:StartExecution"], { Ref: "PipelineStateMachine" })],
    },
    "staging-job": {
      service: "glue.amazonaws.com",
      statements: [
        ...sparkJob(names.databases.staging, "StagingBucket"),
        lookUp(names.databases.staging),
        allow(["glue:GetTable", "glue:CreatePartition"], ...catalog(names.databases.raw)),
        ...copyFrom("RawBucket"),
        list("RawBucket"),
        list("StagingBucket"),
        copyTo("StagingBucket"),
        allow(["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], objects("StagingBucket")),
        allow(["s3:PutObject", "s3:AbortMultipartUpload"], objects("QuarantineBucket", "*.invalid_rows/")),
      ],
    },
    "mart-job": {
      service: "glue.amazonaws.com",
      statements: [
        ...sparkJob(names.databases.mart, "MartBucket"),
        lookUp(names.databases.staging, names.databases.mart),
        allow(["glue:GetTable", "glue:GetTables"], ...catalog(names.databases.staging)),
        list("StagingBucket"),
        readObjects("StagingBucket"),
        list("MartBucket"),
        allow(["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], objects("MartBucket")),
      ],
    },
    "raw-crawler": {
      service: "glue.amazonaws.com",
      statements: [
        STAR.securityConfiguration,
        decrypt,
        readObjects("RawBucket"),
        list("RawBucket"),
        glueLogs,
        allow(
          [
            "glue:GetDatabase",
            "glue:GetTable",
            "glue:GetTables",
            "glue:CreateTable",
            "glue:UpdateTable",
            "glue:GetPartition",
            "glue:GetPartitions",
            "glue:BatchGetPartition",
            "glue:BatchCreatePartition",
            "glue:BatchUpdatePartition",
            "glue:CreatePartition",
            "glue:UpdatePartition",
          ],
          ...catalog(names.databases.raw),
        ),
      ],
    },
  };
}

function roleResource(names, part, { service, statements }) {
  return {
    Type: "AWS::IAM::Role",
    Properties: {
      RoleName: sub(names.roles[part]),
      AssumeRolePolicyDocument: {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: service },
            Action: "sts:AssumeRole",
            // Only this account may use the role (the confused deputy problem); Lambda and Glue send no source account.
            ...(service === "lambda.amazonaws.com" || service === "glue.amazonaws.com"
              ? {}
              : { Condition: { StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } } }),
          },
        ],
      },
      Policies: [{ PolicyName: part, PolicyDocument: { Version: "2012-10-17", Statement: statements } }],
    },
  };
}

/** What the roles of pulls and of maintenance are made of, too. */
const STATEMENTS = { STAR, functionArn, lambda, publish, runJobs, sparkRun, writeInParts };

module.exports = async ({ resolveVariable }) => {
  const names = await deploymentNames(resolveVariable);
  const connections = await deployedConnections(resolveVariable);
  const Resources = Object.fromEntries(
    Object.entries({
      ...roles(names),
      ...maintenanceRoles(names, STATEMENTS),
      ...pullRoles(names, connections, STATEMENTS),
    }).map(([part, role]) => [`${pascal(part)}Role`, roleResource(names, part, role)]),
  );
  return { Resources };
};
