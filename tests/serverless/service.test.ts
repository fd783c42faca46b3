import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { STATE_DIR } from "../../functions/cli/paths";
import { readService } from "../../functions/cli/service";
import { quickSightResources } from "../../functions/core/consumers/quicksight";
import { namesOf } from "../../functions/core/names";
import { COLUMNS, DEFINITIONS } from "../core/consumers/quicksight/star";
import { assetHashes, type Packaged, packageStage, type Resource } from "./package";

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

describe("a clone under another service, with a notebook and QuickSight", () => {
  let packaged: Packaged;
  let resources: Record<string, Resource>;
  beforeAll(() => {
    const notebook = { notebook_subnet_id: "subnet-0a1b2c3d", notebook_security_group_id: "sg-0a1b2c3d" };
    packaged = packageStage("dev", "acme", notebook);
    resources = { ...packaged.resources, ...quickSight() };
  });

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
    const { stdout, stderr } = spawnSync(join(STATE_DIR, "venv/bin/cfn-lint"), ["--format", "json", file], {
      encoding: "utf8",
    });
    expect({ stderr, found: JSON.parse(stdout) }).toEqual({ stderr: "", found: [] });
  });
});
