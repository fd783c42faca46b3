/**
 * One role for each principal, with what it needs and nothing else. `Resource: "*"` appears only in the short list
 * STAR: actions for which IAM knows no resource. tests/serverless/stack.test.ts holds this for the packaged template.
 */
const sub = (text) => ({ "Fn::Sub": text });
const arnOf = (logicalId) => ({ "Fn::GetAtt": [logicalId, "Arn"] });
const regional = (service, path) => sub(`arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${path}`);
const allow = (actions, ...resources) => ({ Effect: "Allow", Action: actions, Resource: resources });

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
  glueMetrics: {
    ...allow(["cloudwatch:PutMetricData"], "*"),
    Condition: { StringEquals: { "cloudwatch:namespace": "Glue" } },
  },
};

const objects = (bucket, prefix = "") => sub(`\${${bucket}.Arn}/${prefix}*`);
const readObjects = (bucket, prefix) => allow(["s3:GetObject", "s3:GetObjectVersion"], objects(bucket, prefix));
// A copy of an object takes its tags along, and S3 refuses it where they may not be read or written.
const copyFrom = (bucket) => [
  readObjects(bucket),
  allow(["s3:GetObjectTagging", "s3:GetObjectVersionTagging"], objects(bucket)),
];
const copyTo = (bucket) => allow(["s3:PutObject", "s3:PutObjectTagging", "s3:AbortMultipartUpload"], objects(bucket));
// Without it a missing object answers AccessDenied, which names the wrong problem.
const list = (bucket) => allow(["s3:ListBucket", "s3:GetBucketLocation"], arnOf(bucket));
const readAssets = allow(["s3:GetObject"], sub(`arn:\${AWS::Partition}:s3:::\${ServerlessDeploymentBucket}/assets/*`));
const decrypt = allow(["kms:Decrypt", "kms:DescribeKey"], arnOf("StageKey"));
const encrypt = allow(["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"], arnOf("StageKey"));
const ledger = (...actions) =>
  allow(
    actions.map((action) => `dynamodb:${action}`),
    arnOf("LedgerTable"),
  );

/** Everything a Spark job does with one Iceberg database, and with the key and logs of every job. */
const sparkJob = (names, database) => [
  STAR.glueMetrics,
  encrypt,
  readAssets,
  allow(
    ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "logs:AssociateKmsKey"],
    regional("logs", "log-group:/aws-glue/*"),
  ),
  allow(
    ["glue:GetTable", "glue:GetTables", "glue:CreateTable", "glue:UpdateTable", "glue:DeleteTable"],
    ...catalog(names[database]),
  ),
];
const catalog = (database) => [
  regional("glue", "catalog"),
  regional("glue", `database/${database}`),
  regional("glue", `table/${database}/*`),
];
// Spark looks up `default` before it looks at the database it was told to use.
const lookUp = (...databases) =>
  allow(
    ["glue:GetDatabase"],
    regional("glue", "catalog"),
    ...["default", ...databases].map((database) => regional("glue", `database/${database}`)),
  );

const lambda = (functionName, ...statements) => ({
  service: "lambda.amazonaws.com",
  statements: [
    STAR.xray,
    allow(["logs:CreateLogStream", "logs:PutLogEvents"], regional("logs", `log-group:/aws/lambda/${functionName}:*`)),
    ...statements,
  ],
});

const functionArn = (name) => regional("lambda", `function:${name}`);
const runJobs = (prefix) =>
  allow(
    ["glue:StartJobRun", "glue:GetJobRun", "glue:GetJobRuns", "glue:BatchStopJobRun"],
    regional("glue", `job/${prefix}-*`),
  );
const publish = allow(["sns:Publish"], { Ref: "FailureTopic" });

/** @returns {Record<string, { service: string, statements: object[] }>} role name -> who assumes it and what it may do */
function roles(prefix, names) {
  const execution = regional("states", `execution:${prefix}-load-file:*`);
  return {
    "plan-run": lambda(
      `${prefix}-plan-run`,
      readAssets,
      ...copyFrom("RawBucket"),
      allow(["s3:ListBucket", "s3:ListBucketVersions"], arnOf("RawBucket")),
      copyTo("QuarantineBucket"),
      encrypt,
      ledger("UpdateItem"),
    ),
    "claim-load": lambda(
      `${prefix}-claim-load`,
      decrypt,
      ledger("GetItem", "UpdateItem"),
      allow(["states:DescribeExecution"], execution),
    ),
    "validate-file": lambda(
      `${prefix}-validate-file`,
      readAssets,
      ...copyFrom("RawBucket"),
      list("RawBucket"),
      copyTo("QuarantineBucket"),
      encrypt,
    ),
    "record-load": lambda(
      `${prefix}-record-load`,
      readAssets,
      readObjects("StagingBucket", "_reports/"),
      list("StagingBucket"),
      ...copyFrom("RawBucket"),
      list("RawBucket"),
      copyTo("QuarantineBucket"),
      encrypt,
      ledger("GetItem", "UpdateItem"),
    ),
    "record-crawl": lambda(`${prefix}-record-crawl`, decrypt, ledger("UpdateItem")),
    "plan-marts": lambda(`${prefix}-plan-marts`, readAssets, decrypt, ledger("Query", "GetItem", "UpdateItem")),
    "record-mart": lambda(
      `${prefix}-record-mart`,
      readObjects("MartBucket", "_reports/"),
      list("MartBucket"),
      decrypt,
      ledger("GetItem", "UpdateItem"),
    ),
    "complete-run": lambda(`${prefix}-complete-run`, decrypt, ledger("UpdateItem")),
    pipeline: {
      service: "states.amazonaws.com",
      statements: [
        STAR.xray,
        STAR.logDelivery,
        allow(
          ["lambda:InvokeFunction"],
          ...["plan-run", "plan-marts", "record-mart", "complete-run"].map((name) => functionArn(`${prefix}-${name}`)),
        ),
        allow(["states:StartExecution"], regional("states", `stateMachine:${prefix}-load-file`)),
        allow(["states:DescribeExecution", "states:StopExecution"], execution),
        allow(
          ["events:PutTargets", "events:PutRule", "events:DescribeRule"],
          regional("events", "rule/StepFunctionsGetEventsForStepFunctionsExecutionRule"),
        ),
        runJobs(`${prefix}-mart`),
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
          ...["claim-load", "validate-file", "record-load", "record-crawl"].map((name) =>
            functionArn(`${prefix}-${name}`),
          ),
        ),
        runJobs(`${prefix}-staging`),
        allow(["glue:StartCrawler", "glue:GetCrawler"], regional("glue", `crawler/${prefix}-raw-*`)),
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
        ...sparkJob(names, "staging"),
        lookUp(names.staging),
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
        ...sparkJob(names, "mart"),
        lookUp(names.staging, names.mart),
        allow(["glue:GetTable", "glue:GetTables"], ...catalog(names.staging)),
        list("StagingBucket"),
        readObjects("StagingBucket"),
        list("MartBucket"),
        allow(["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], objects("MartBucket")),
      ],
    },
    "raw-crawler": {
      service: "glue.amazonaws.com",
      statements: [
        decrypt,
        readObjects("RawBucket"),
        list("RawBucket"),
        allow(
          ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "logs:AssociateKmsKey"],
          regional("logs", "log-group:/aws-glue/*"),
        ),
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
          ...catalog(names.raw),
        ),
      ],
    },
  };
}

const pascal = (name) => name.replace(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase());

function roleResource(prefix, name, { service, statements }) {
  return {
    Type: "AWS::IAM::Role",
    Properties: {
      // A role name is global to the account: the region keeps a stage's deployments apart.
      RoleName: sub(`${prefix}-${name}-\${AWS::Region}`),
      AssumeRolePolicyDocument: {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: service },
            Action: "sts:AssumeRole",
            // Only on behalf of this account (the confused deputy); Lambda and Glue do not say on whose behalf.
            ...(service === "lambda.amazonaws.com" || service === "glue.amazonaws.com"
              ? {}
              : { Condition: { StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } } }),
          },
        ],
      },
      Policies: [{ PolicyName: name, PolicyDocument: { Version: "2012-10-17", Statement: statements } }],
    },
  };
}

module.exports = async ({ resolveVariable }) => {
  const [service, stage] = [await resolveVariable("self:service"), await resolveVariable("sls:stage")];
  const prefix = `${service}-${stage}`;
  const names = Object.fromEntries(["raw", "staging", "mart"].map((layer) => [layer, `${service}_${stage}_${layer}`]));
  const Resources = Object.fromEntries(
    Object.entries(roles(prefix, names)).map(([name, role]) => [
      `${pascal(name)}Role`,
      roleResource(prefix, name, role),
    ]),
  );
  return { Resources };
};
