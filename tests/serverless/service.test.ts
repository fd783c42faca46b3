import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readService } from "../../functions/cli/service";
import { quickSightResources } from "../../functions/core/consumers/quicksight";
import { namesOf } from "../../functions/core/names";
import { COLUMNS, DEFINITIONS } from "../core/consumers/quicksight/star";
import { DATABASES, network, secret } from "./databases";
import { lint } from "./lint";
import { assetHashes, type Packaged, packageStage, type Resource } from "./package";
import { findings, policiesOf } from "./parliament";

jest.setTimeout(180_000);

/** CloudFormation's names of resources: the properties called Name or ...Name, at any depth, and the variables of a Lambda. */
function namesIn(value: unknown, key = ""): string[] {
  if (typeof value === "string") return /Name$|^(LEDGER_TABLE|PREFIX)$/.test(key) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((item) => namesIn(item, key));
  if (typeof value !== "object" || value === null) return [];
  const sub = (value as Record<string, unknown>)["Fn::Sub"];
  return Object.entries(value).flatMap(([name, inner]) => namesIn(inner, sub === undefined ? name : key));
}

const account = ["$", "{AWS::AccountId}"].join("");
const region = ["$", "{AWS::Region}"].join("");
const names = namesOf({ service: "acme", stage: "dev", region, account });

/** What the stage has in addition with a parameter that packaging alone cannot show, as it asks the catalogue for columns. */
const quickSight = () =>
  quickSightResources(DEFINITIONS, {
    principal: "arn:aws:quicksight:eu-west-1:123456789012:user/default/ana",
    ...{ stage: "dev", names, columns: COLUMNS },
    logicalId: (kind, name) => `${kind}${name.replaceAll("_", "U")}`,
  }) as Record<string, Resource>;

let packaged: Packaged;
let resources: Record<string, Resource>;
beforeAll(() => {
  const notebook = { notebook_subnet_id: "subnet-0a1b2c3d", notebook_security_group_id: "sg-0a1b2c3d" };
  packaged = packageStage("dev", "acme", notebook, DATABASES);
  resources = { ...packaged.resources, ...quickSight() };
});

describe("a clone under another service, with a notebook, QuickSight and a database of each kind", () => {
  it("is read from its serverless.yml", () => expect(readService(packaged.root)).toBe("acme"));

  it("has nothing in its stack that is named after the first", () => {
    expect(JSON.stringify(resources).match(/[^"]{0,40}sluice[-_][^"]{0,40}/g)).toBeNull();
  });

  it("uses every name of core/names.ts", () => {
    const { stack: _, prefix: __, ...known } = names;
    const listed = Object.values(known).flatMap((name) =>
      typeof name === "string" ? [name] : typeof name === "function" ? [] : Object.values(name),
    );
    const used = new Set(Object.values(resources).flatMap(({ Properties }: Resource) => namesIn(Properties)));
    expect(listed.filter((name) => !used.has(name))).toEqual([]);
  });

  it("has a notebook instance without direct internet and root, under the stage's key, with a role that only reads", () => {
    expect(resources.Notebook?.Properties).toMatchObject({
      ...{ DirectInternetAccess: "Disabled", RootAccess: "Disabled", KmsKeyId: { Ref: "StageKey" } },
      ...{ SubnetId: "subnet-0a1b2c3d", SecurityGroupIds: ["sg-0a1b2c3d"] },
    });
    const { ManagedPolicyArns, Policies } = (resources.NotebookRole as Resource).Properties;
    expect(ManagedPolicyArns).toEqual([{ Ref: "ReaderPolicy" }]);
    expect(Policies[0].PolicyDocument.Statement.flatMap(({ Action }: { Action: string[] }) => Action)).toEqual([
      "s3:GetObject",
      ...["CreateLogGroup", "CreateLogStream", "PutLogEvents", "DescribeLogStreams"].map((name) => `logs:${name}`),
    ]);
    const script = resources.NotebookLifecycle?.Properties.OnStart[0].Content["Fn::Base64"]["Fn::Sub"];
    expect(script).toMatch(/pip install --quiet awswrangler==\S+ scikit-learn==\S+ matplotlib==\S+\n/);
    const [notebook] = Object.keys(assetHashes(packaged)).filter((path) => path.endsWith(".ipynb"));
    expect(script).toContain(`/assets/${notebook}" "/home/ec2-user/SageMaker/customers.ipynb"`);
    expect(script).toContain("SLUICE_MART_DATABASE=acme_dev_mart SLUICE_WORKGROUP=acme-dev");
  });

  it("passes cfn-lint", () => {
    const file = join(mkdtempSync(join(tmpdir(), "sluice-lint-")), "template.json");
    writeFileSync(file, JSON.stringify({ AWSTemplateFormatVersion: "2010-09-09", Resources: resources }));
    expect(lint([file])).toEqual([]);
  });

  it("has policies of pulls in which parliament finds nothing", () => {
    const policies = policiesOf(packaged).filter(([id]) => /Pull/.test(id));
    expect(policies.map(([id]) => id).sort()).toEqual(
      ["JudgePull", "PlanPull", "PullJob", "PullSchedule", "PullTable"].map((part) => `${part}Role`),
    );
    expect(findings(policies)).toEqual([]);
  });
});

describe("a stage with a database of each kind", () => {
  const of = (type: string) =>
    Object.fromEntries(packaged.ofType(type).map(([id, { Properties }]) => [id, Properties]));

  it("has a connection for each, with the name of its secret and no login", () => {
    const connections = Object.values(of("AWS::Glue::Connection")).map(({ ConnectionInput }) => ConnectionInput);
    expect(connections).toHaveLength(4);
    expect(connections.find(({ Name }) => Name === "acme-dev-erp")).toMatchObject({
      ConnectionType: "JDBC",
      ConnectionProperties: {
        JDBC_CONNECTION_URL: "jdbc:oracle:thin:@//erp:1521/ERP",
        JDBC_ENFORCE_SSL: "true",
        SECRET_ID: secret,
      },
      PhysicalConnectionRequirements: {
        SubnetId: network.subnet,
        AvailabilityZone: network.availability_zone,
        SecurityGroupIdList: network.security_groups,
      },
    });
    expect(JSON.stringify(connections)).not.toMatch(/password|username/i);
  });

  it("pulls each table by a job of its own, on its schedule, within one state machine", () => {
    const jobs = Object.values(of("AWS::Glue::Job")).filter(({ Name }) => Name.startsWith("acme-dev-pull-"));
    expect(jobs.map(({ Connections }) => Connections.Connections)).toEqual(
      expect.arrayContaining([["acme-dev-erp"], ["acme-dev-crm"], ["acme-dev-billing"], ["acme-dev-warehouse"]]),
    );
    const schedules = Object.values(of("AWS::Scheduler::Schedule")).map(({ Target }) => JSON.parse(Target.Input).table);
    expect(schedules.sort()).toEqual(["billing/stock", "crm/stock", "erp/stock", "warehouse/stock"]);
    const machine = of("AWS::StepFunctions::StateMachine").PullTableStateMachine;
    const [text, variables] = machine?.DefinitionString["Fn::Sub"] ?? [];
    expect([...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name).sort()).toEqual(Object.keys(variables).sort());
    expect(JSON.parse(text).StartAt).toBe("Begin pull");
  });

  it("lets the job read its own secrets and connections, write raw, and nothing else", () => {
    const [policy] = of("AWS::IAM::Role").PullJobRole?.Policies ?? [];
    const statements = policy.PolicyDocument.Statement as { Action: string[]; Resource: unknown[] }[];
    const may = (action: string) => JSON.stringify(statements.filter(({ Action }) => Action.includes(action)));
    expect(may("secretsmanager:GetSecretValue")).toContain(secret);
    expect(may("secretsmanager:GetSecretValue")).toContain("secret:crm/reader-??????");
    expect(may("glue:GetConnection")).not.toContain("*");
    expect(may("s3:DeleteObject")).toContain("_work/*");
    expect(may("s3:DeleteObject")).not.toContain("RawBucket");
    expect(statements.filter(({ Resource }) => Resource.includes("*")).flatMap(({ Action }) => Action)).toEqual(
      expect.arrayContaining(["cloudwatch:PutMetricData", "ec2:DescribeSubnets"]),
    );
  });
});
