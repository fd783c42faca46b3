/** The statements that policies are made of: functions of buckets, databases and actions, by their logical ids and names. */
const sub = (text) => ({ "Fn::Sub": text });
const arnOf = (logicalId) => ({ "Fn::GetAtt": [logicalId, "Arn"] });
const regional = (service, path) => sub(`arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${path}`);
const allow = (actions, ...resources) => ({ Effect: "Allow", Action: actions, Resource: resources });

const objects = (bucket, prefix = "") => sub(`\${${bucket}.Arn}/${prefix}*`);
const readObjects = (bucket, prefix) => allow(["s3:GetObject", "s3:GetObjectVersion"], objects(bucket, prefix));
// S3 copies an object with its tags, and refuses a copy without the permission to read and write them.
const copyFrom = (bucket) => [
  readObjects(bucket),
  allow(["s3:GetObjectTagging", "s3:GetObjectVersionTagging"], objects(bucket)),
];
const copyTo = (bucket) => allow(["s3:PutObject", "s3:PutObjectTagging", "s3:AbortMultipartUpload"], objects(bucket));
// Without this permission S3 answers AccessDenied for a missing object, which names the wrong problem.
const list = (bucket) => allow(["s3:ListBucket", "s3:GetBucketLocation"], arnOf(bucket));
const readAssets = allow(["s3:GetObject"], sub(`arn:\${AWS::Partition}:s3:::\${ServerlessDeploymentBucket}/assets/*`));
const decrypt = allow(["kms:Decrypt", "kms:DescribeKey"], arnOf("StageKey"));
const encrypt = allow(["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"], arnOf("StageKey"));
const ledger = (...actions) =>
  allow(
    actions.map((action) => `dynamodb:${action}`),
    arnOf("LedgerTable"),
  );

const catalog = (database) => [
  regional("glue", "catalog"),
  regional("glue", `database/${database}`),
  regional("glue", `table/${database}/*`),
];
// Spark looks up `default` before its configured database.
const lookUp = (...databases) =>
  allow(
    ["glue:GetDatabase"],
    regional("glue", "catalog"),
    ...["default", ...databases].map((database) => regional("glue", `database/${database}`)),
  );

/** The role of a schedule that starts a state machine; what it cannot start goes to the dead letter queue. */
const scheduleOf = (stateMachineArn) => ({
  service: "scheduler.amazonaws.com",
  statements: [
    allow(["states:StartExecution"], stateMachineArn),
    allow(["sqs:SendMessage"], arnOf("EventsDeadLetterQueue")),
    allow(["kms:Decrypt"], arnOf("StageKey")),
  ],
});

/** A policy for people and their tools, to attach to roles and groups of theirs. */
const managedPolicy = (name, description, statements) => ({
  Type: "AWS::IAM::ManagedPolicy",
  Properties: {
    ManagedPolicyName: sub(name),
    Description: description,
    PolicyDocument: { Version: "2012-10-17", Statement: statements },
  },
});

module.exports = {
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
  managedPolicy,
  scheduleOf,
};
