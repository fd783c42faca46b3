import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, STATE_DIR } from "../../functions/cli/paths";
import { packageStage } from "./package";

interface Statement {
  Sid: string;
  Action: string | string[];
  Resource: string | string[];
}
const { Statement: statements } = JSON.parse(readFileSync(join(ROOT, "docs/deployer-policy.json"), "utf8")) as {
  Statement: Statement[];
};

/** Types that a stage has with a database, with QuickSight, with a notebook. */
const ON_REQUEST = [
  "AWS::Glue::Connection",
  "AWS::QuickSight::Analysis",
  "AWS::QuickSight::DataSet",
  "AWS::QuickSight::DataSource",
  "AWS::SageMaker::NotebookInstance",
  "AWS::SageMaker::NotebookInstanceLifecycleConfig",
];

/** A deployment lists no resources. */
const HANDLERS = ["create", "read", "update", "delete"];

/** What the handlers ask for features that no resource of the stack has. */
const UNUSED = [
  /^(s3tables|s3files|elasticfilesystem|kinesis|firehose):/,
  // imports, replicas and streams of tables, policies on them
  /^dynamodb:(.*Import.*|.*TableReplica|(Enable|Disable|Update)Kinesis.*|UpdateContributorInsights|(Put|Delete)ResourcePolicy)$/,
  /^dynamodb:(Scan|Query|.*Item|BatchWriteItem)$|^logs:(CreateLogStream|DescribeLogStreams|PutLogEvents)$|^kms:RevokeGrant$/,
  /^logs:(PutDataProtectionPolicy|.*(Put|Delete)IndexPolicy|DeleteResourcePolicy|PutLogGroupDeletionProtection|PutBearer.*)$/,
  // policies that name groups and users, boundaries, roles that a service makes for itself
  /^iam:((Attach|Detach)(Group|User)Policy|(Put|Delete)RolePermissionsBoundary|CreateServiceLinkedRole)$/,
  /^kms:(DisableKey|DisableKeyRotation|EnableKey)$|^glue:PassConnection$/,
  /^quicksight:(PassTopic|.*Folder.*|PutDataSetRefreshProperties|CancelIngestion)$/,
];

/** The functions of the stack are in no network. */
const UNUSED_BY: Record<string, RegExp> = { "AWS::Lambda::Function": /^ec2:/ };

/** What emptying a bucket and the logs of a state machine take, which no handler asks for. */
const BESIDES: [type: string, action: string][] = [
  ["AWS::S3::Bucket", "s3:ListBucketVersions"],
  ["AWS::S3::Bucket", "s3:DeleteObjectVersion"],
  ["AWS::StepFunctions::StateMachine", "logs:CreateLogDelivery"],
  ["AWS::StepFunctions::StateMachine", "logs:PutResourcePolicy"],
];

interface Schema {
  typeName: string;
  handlers?: Record<string, { permissions: string[] }>;
}

/** By resource type, what CloudFormation asks of the caller: AWS's own resource schemas, as cfn-lint brings them. */
function needsByType(): Record<string, string[]> {
  const libraries = join(STATE_DIR, "venv/lib");
  const folder = join(libraries, readdirSync(libraries)[0] as string, "site-packages/cfnlint/data/schemas/resources");
  const schemas = readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as Schema);
  const entries = schemas.map(({ typeName, handlers = {} }) => [
    typeName,
    HANDLERS.flatMap((handler) => handlers[handler]?.permissions ?? []).filter(
      (action) => !UNUSED.some((unused) => unused.test(action)) && !UNUSED_BY[typeName]?.test(action),
    ),
  ]);
  return Object.fromEntries(entries);
}

const granted = statements.flatMap(({ Action }) => [Action].flat());
const grants = (action: string) =>
  granted.some((each) => new RegExp(`^${each.replaceAll("*", ".*")}$`, "i").test(action));

test("the policy of who deploys has what CloudFormation asks for each resource type", () => {
  const needs = needsByType();
  const types = new Set(Object.values(packageStage("prod").resources).map(({ Type }) => Type));
  const asked = [...types, ...ON_REQUEST].flatMap((type) =>
    (needs[type] ?? [`no schema of ${type}`]).map((action) => [type, action] as const),
  );
  const wanted = [...asked, ...BESIDES];
  expect(wanted.length).toBeGreaterThan(300);
  expect(wanted.filter(([, action]) => !grants(action))).toEqual([]);
});

test("it is for names of this service, but where AWS gives a resource no name of ours", () => {
  const wide = statements.filter(({ Resource }) => [Resource].flat().includes("*")).map(({ Sid }) => Sid);
  expect(wide).toEqual(["Template", "Glue", "Key", "Logs", "WhereAStageAsksForThem"]);
  const named = statements.flatMap(({ Resource }) => [Resource].flat()).filter((arn) => arn !== "*");
  expect(named.filter((arn) => !/[:/]sluice-/.test(arn))).toEqual([]);
});
