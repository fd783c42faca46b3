import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Finding, lint, REGIONS, templateOf } from "./lint";
import { assetHashes, type Packaged, packageStage, type Resource } from "./package";

jest.setTimeout(180_000);

/** Actions for which IAM knows no resource, each with the reason it is here. */
const STAR_ACTIONS = new Set([
  ...["xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules", "xray:GetSamplingTargets"],
  ...["CreateLogDelivery", "GetLogDelivery", "UpdateLogDelivery", "DeleteLogDelivery", "ListLogDeliveries"].map(
    (name) => `logs:${name}`,
  ),
  ...["PutResourcePolicy", "DescribeResourcePolicies", "DescribeLogGroups"].map((name) => `logs:${name}`),
  "cloudwatch:PutMetricData", // held by a condition on the namespace
  ...["GetSecurityConfiguration", "GetSecurityConfigurations"].map((name) => `glue:${name}`),
]);

const stages: Record<string, Packaged> = {};
beforeAll(() => {
  for (const stage of ["dev", "prod", "local"]) stages[stage] = packageStage(stage);
});
const stage = (name: string) => stages[name] as Packaged;
const machines = (name: string) =>
  stage(name)
    .ofType("AWS::StepFunctions::StateMachine")
    .map(([id, { Properties }]) => [
      id,
      JSON.stringify(Properties.DefinitionString).replaceAll(`sluice-${name}-`, "sluice-STAGE-"),
    ]);

describe("the packaged stack", () => {
  it("runs the very same state machines on every stage", () => {
    expect(machines("dev")).toHaveLength(3);
    expect(machines("prod")).toEqual(machines("dev"));
    expect(machines("local")).toEqual(machines("dev"));
  });

  it("has nothing of pulls without a connection", () => {
    const pulls = Object.keys(stage("dev").resources).filter((id) => /pull|connection/i.test(id));
    expect(pulls).toEqual([]);
  });

  it("differs between dev and local in names alone", () => {
    const named = (name: string, id: string) =>
      JSON.stringify(stage(name).resources[id])
        .replaceAll(/\/\d+-[^/"]+Z\//g, "/TIME/")
        .replaceAll(new RegExp(`(sluice|Sluice)([-_ /])${name}`, "g"), "$1$2STAGE");
    const ids = Object.keys(stage("dev").resources);
    expect(Object.keys(stage("local").resources)).toEqual(ids);
    expect(ids.filter((id) => named("local", id) !== named("dev", id))).toEqual([]);
  });

  it("gives every function a role of its own, and every role exact resources", () => {
    const functions = stage("dev")
      .ofType("AWS::Lambda::Function")
      .map(([, { Properties }]) => Properties.Role["Fn::GetAtt"][0]);
    expect(new Set(functions).size).toBe(functions.length);
    const roles = stage("dev").ofType("AWS::IAM::Role");
    expect(roles.length).toBeGreaterThanOrEqual(functions.length + 6);
    for (const [id, role] of [...roles, ...stage("dev").ofType("AWS::IAM::ManagedPolicy")])
      for (const statement of statementsOf(role)) expect([id, ...withStar(statement)]).toEqual([id]);
  });

  it("lets a state machine invoke the Lambdas of its states, and no others", () => {
    const functions = new Map(
      stage("dev")
        .ofType("AWS::Lambda::Function")
        .map(([id, { Properties }]) => [id, Properties.FunctionName]),
    );
    for (const [id, { Properties }] of stage("dev").ofType("AWS::StepFunctions::StateMachine")) {
      const role = stage("dev").resources[Properties.RoleArn["Fn::GetAtt"][0]] as Resource;
      const statements = statementsOf(role).filter(({ Action }) => Action.includes("lambda:InvokeFunction"));
      const may = statements.flatMap(({ Resource }) =>
        Resource.map((arn) => JSON.stringify(arn).match(/function:([\w-]+)/)?.[1]),
      );
      const invoked = JSON.stringify(Properties.DefinitionString).match(/\w+LambdaFunction/g) ?? [];
      const names = new Set(invoked.map((name) => functions.get(name)));
      expect([id, may.toSorted()]).toEqual([id, [...names].toSorted()]);
    }
  });

  it("cancels a query that scans more than the stage allows, and decides where results go", () => {
    for (const [name, limit] of Object.entries({ dev: 1e11, prod: 1e12 })) {
      const [[, workgroup] = []] = stage(name).ofType("AWS::Athena::WorkGroup");
      expect(workgroup?.Properties.WorkGroupConfiguration).toMatchObject({
        BytesScannedCutoffPerQuery: limit,
        EnforceWorkGroupConfiguration: true,
        ResultConfiguration: { EncryptionConfiguration: { EncryptionOption: "SSE_KMS" } },
      });
    }
  });

  it("lets nobody encrypt who writes no object and no message", () => {
    const encrypting = stage("dev")
      .ofType("AWS::IAM::Role")
      .map(([id, role]) => [id, statementsOf(role).flatMap(({ Action }) => Action)] as const)
      .filter(([, actions]) => actions.includes("kms:GenerateDataKey"));
    expect(encrypting.length).toBeGreaterThan(0);
    const idle = encrypting.filter(
      ([, actions]) => !actions.includes("s3:PutObject") && !actions.includes("sns:Publish"),
    );
    expect(idle.map(([id]) => id)).toEqual([]);
  });

  it("lets people read and deliver files under the stage's key", () => {
    const may = (id: string) => statementsOf(stage("dev").resources[id] as Resource);
    const StageKey = { "Fn::GetAtt": ["StageKey", "Arn"] };
    for (const id of ["ReaderPolicy", "UploaderPolicy"]) {
      const keys = may(id).filter(({ Resource }) => JSON.stringify(Resource) === JSON.stringify([StageKey]));
      expect([id, keys.flatMap(({ Action }) => Action)]).toEqual([
        id,
        expect.arrayContaining(["kms:Decrypt", "kms:GenerateDataKey"]),
      ]);
    }
  });

  it.each([
    ["StagingJobRole", "StagingBucket"],
    ["MartJobRole", "MartBucket"],
    ["MaintenanceJobRole", "StagingBucket"],
    ["MaintenanceJobRole", "MartBucket"],
    ["UploaderPolicy", "RawBucket"],
  ])("lets the %s write large files of the %s in parts, and give them up", (id, bucket) => {
    const statements = statementsOf(stage("dev").resources[id] as Resource);
    const on = (arn: object) => statements.filter(({ Resource }) => JSON.stringify(Resource) === JSON.stringify([arn]));
    const objects = on({ "Fn::Sub": ["$", `{${bucket}.Arn}/*`].join("") }).flatMap(({ Action }) => Action);
    expect(objects).toEqual(expect.arrayContaining(["s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"]));
    const whole = on({ "Fn::GetAtt": [bucket, "Arn"] }).flatMap(({ Action }) => Action);
    expect(whole).toContain("s3:ListBucketMultipartUploads");
  });

  it("names every asset after its bytes, and gets the same bytes each time", () => {
    const hashes = assetHashes(stage("dev"));
    expect(
      Object.keys(hashes)
        .map((path) => path.split("/")[1])
        .sort(),
    ).toEqual(["customers.ipynb", "definitions.json", "etl.zip", "maintenance.py", "mart.py", "pull.py", "staging.py"]);
    for (const [path, hash] of Object.entries(hashes)) expect(path.split("/")[0]).toBe(hash);
    expect(assetHashes(stage("prod"))).toEqual(hashes);
    const template = JSON.stringify(stage("dev").resources);
    // The notebook is for stages with an instance, the pull for those with a database: tests/serverless/service.test.ts
    const read = Object.keys(hashes).filter((path) => !/\.ipynb$|\/pull\.py$/.test(path));
    for (const path of read) expect(template).toContain(`/assets/${path}`);
  });

  it("keeps every Glue job to one run at a time and every job and crawler under the security configuration", () => {
    const jobs = stage("dev").ofType("AWS::Glue::Job");
    expect(jobs.length).toBeGreaterThanOrEqual(5);
    for (const [, { Properties }] of jobs)
      expect(Properties).toMatchObject({
        ExecutionProperty: { MaxConcurrentRuns: 1 },
        GlueVersion: "5.1",
        MaxRetries: 0,
        SecurityConfiguration: { Ref: "GlueSecurityConfiguration" },
      });
    for (const [, { Properties }] of stage("dev").ofType("AWS::Glue::Crawler"))
      expect(Properties.CrawlerSecurityConfiguration).toEqual({ Ref: "GlueSecurityConfiguration" });
  });

  it("lets every role of Glue read the security configuration, which Glue looks up with it", () => {
    const ofGlue = stage("dev")
      .ofType("AWS::IAM::Role")
      .filter(([, role]) => JSON.stringify(role.Properties.AssumeRolePolicyDocument).includes("glue.amazonaws.com"));
    expect(ofGlue.length).toBeGreaterThanOrEqual(4);
    for (const [id, role] of ofGlue)
      expect([id, statementsOf(role).flatMap(({ Action }) => Action)]).toEqual([
        id,
        expect.arrayContaining(["glue:GetSecurityConfiguration"]),
      ]);
  });

  it("has crawlers make no index of partitions, which their role may not", () => {
    for (const [, { Properties }] of stage("dev").ofType("AWS::Glue::Crawler"))
      expect(JSON.parse(Properties.Configuration).CreatePartitionIndex).toBe(false);
  });

  it("lets logs of Glue expire, under the stage's key, as those of all else", () => {
    const groups = stage("prod").ofType("AWS::Logs::LogGroup");
    const expected = { RetentionInDays: 365, KmsKeyId: { "Fn::GetAtt": ["StageKey", "Arn"] } };
    for (const [id, { Properties }] of groups)
      expect([id, Properties]).toEqual([id, expect.objectContaining(expected)]);
    const names = groups.map(([, { Properties }]) => Properties.LogGroupName["Fn::Sub"]);
    // As "Logging for AWS Glue jobs" has them under "Log group naming with security configuration".
    const configuration = stage("prod").resources.GlueSecurityConfiguration?.Properties.Name;
    const roleOf = ({ Role }: Resource["Properties"]) =>
      (stage("prod").resources[Role["Fn::GetAtt"][0]] as Resource).Properties.RoleName["Fn::Sub"];
    for (const [, { Properties }] of stage("prod").ofType("AWS::Glue::Job")) {
      const prefix = Properties.DefaultArguments["--custom-logGroup-prefix"];
      const folder = `${prefix}/${configuration}-role/${roleOf(Properties)}`;
      expect(names).toEqual(expect.arrayContaining([`${folder}/output`, `${folder}/error`]));
    }
    for (const [, { Properties }] of stage("prod").ofType("AWS::Glue::Crawler"))
      expect(names).toContain(`/aws-glue/crawlers-role/${roleOf(Properties)}-${configuration}`);
  });

  it.each([
    ["ExecutionsFailed", "PipelineStateMachine"],
    ["ExecutionsAborted", "PipelineStateMachine"],
    ["ExecutionsTimedOut", "PipelineStateMachine"],
    ["ExecutionsFailed", "LoadFileStateMachine"],
    ["ExecutionsAborted", "LoadFileStateMachine"],
  ])("tells the topic of %s of the %s, should the execution itself not get through", (MetricName, machine) => {
    const alarms = stage("prod")
      .ofType("AWS::CloudWatch::Alarm")
      .map(([, { Properties }]) => Properties);
    const Dimensions = [{ Name: "StateMachineArn", Value: { Ref: machine } }];
    const alarm = { Namespace: "AWS/States", MetricName, Dimensions, AlarmActions: [{ Ref: "FailureTopic" }] };
    expect(alarms).toContainEqual(expect.objectContaining(alarm));
  });

  it("keeps the data of prod when its stack goes, but nothing of a first deployment that failed", () => {
    for (const type of ["AWS::S3::Bucket", "AWS::DynamoDB::Table", "AWS::KMS::Key"]) {
      const kept = stage("prod")
        .ofType(type)
        .filter(([id]) => id !== "ServerlessDeploymentBucket");
      for (const [id, resource] of kept)
        expect([id, (resource as Resource & { DeletionPolicy: string }).DeletionPolicy]).toEqual([
          id,
          "RetainExceptOnCreate",
        ]);
    }
  });

  it("is the same in every region and partition, which CloudFormation fills in", () => {
    const text = JSON.stringify(stage("dev").resources);
    expect(text.match(/[^"]{0,60}arn:aws[:-][^"]{0,40}/g)).toBeNull();
    expect(text.match(/[^"]{0,60}(us|eu|ap|cn|sa)-[a-z]+-[0-9][^"]{0,40}/g)).toBeNull();
    const integrations = machines("dev").flatMap(
      ([, definition = ""]) => definition.match(/arn:[^"]{1,40}:states:::/g) ?? [],
    );
    expect([...new Set(integrations)]).toEqual([["arn:$", "{AWS::Partition}:states:::"].join("")]);
  });

  describe("passes cfn-lint in eight regions of three partitions", () => {
    let found: Finding[];
    beforeAll(() => {
      writeFileSync(kept(), JSON.stringify({ AWSTemplateFormatVersion: "2010-09-09", Resources: retained() }));
      const templates = [...["dev", "prod"].map((name) => templateOf(stage(name))), kept()];
      found = lint(templates, "--regions", ...REGIONS);
    });

    it.each(["dev", "prod"])("on %s", (name) => {
      expect(found.filter(({ Filename }) => Filename === templateOf(stage(name)))).toEqual([]);
    });

    it("with what is left of prod, for a resource import", () => {
      expect(Object.keys(retained())).toEqual(
        expect.arrayContaining(["RawBucket", "LogBucket", "LedgerTable", "StageKey"]),
      );
      expect(found.filter(({ Filename }) => Filename === kept())).toEqual([]);
    });

    it("at all", () => expect(found).toEqual([]));
  });
});

/** What stays when the stack of prod is removed: docs/operations.md imports it into the next. */
const retained = () =>
  Object.fromEntries(
    Object.entries(stage("prod").resources).filter(([, resource]) =>
      (resource as Resource & { DeletionPolicy?: string }).DeletionPolicy?.startsWith("Retain"),
    ),
  );
const kept = () => join(stage("prod").directory, "retained.json");

interface Statement {
  Action: string[];
  Resource: unknown[];
}
interface Policy {
  PolicyDocument: { Statement: Statement[] };
}
/** Of a role, or of a managed policy, which is one itself. */
const statementsOf = ({ Properties }: Resource) =>
  ((Properties.Policies ?? [Properties]) as Policy[]).flatMap(({ PolicyDocument }) => PolicyDocument.Statement);

/** Actions of a statement on "*" that are not in the list; also "service:*" actions. */
function withStar({ Action, Resource }: Statement): string[] {
  const wide = Action.filter((action) => action.endsWith(":*"));
  return Resource.includes("*") ? [...wide, ...Action.filter((action) => !STAR_ACTIONS.has(action))] : wide;
}
