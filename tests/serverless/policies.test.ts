import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { STATE_DIR } from "../../functions/cli/paths";
import { type Packaged, packageStage } from "./package";

jest.setTimeout(180_000);

/** The ARNs of resources by type, for what CloudFormation would fill in. */
const ARNS: Record<string, (name: string) => string> = {
  "AWS::S3::Bucket": (name) => `arn:aws:s3:::${name.toLowerCase()}`,
  "AWS::KMS::Key": () => "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
  "AWS::DynamoDB::Table": (name) => `arn:aws:dynamodb:us-east-1:123456789012:table/${name}`,
  "AWS::SNS::Topic": (name) => `arn:aws:sns:us-east-1:123456789012:${name}`,
  "AWS::StepFunctions::StateMachine": (name) => `arn:aws:states:us-east-1:123456789012:stateMachine:${name}`,
};
const PSEUDO: Record<string, string> = {
  "AWS::Partition": "aws",
  "AWS::Region": "us-east-1",
  "AWS::AccountId": "123456789012",
};

/** parliament asks for each of the two resources that the action knows, and an action is of one: an execution. */
const MISTAKEN = /RESOURCE_MISMATCH .*"states:DescribeExecution".*:express:/;

/** A policy document with the ARNs that it will have. */
function resolved({ resources }: Packaged, value: unknown): unknown {
  const arn = (id: string) => ARNS[resources[id]?.Type ?? ""]?.(id) ?? `no ARN is known of ${id}`;
  const variable = (name: string) =>
    PSEUDO[name] ?? (name.endsWith(".Arn") ? arn(name.slice(0, -4)) : name.toLowerCase());
  const walk = (each: unknown): unknown => {
    if (Array.isArray(each)) return each.map(walk);
    if (typeof each !== "object" || each === null) return each;
    const { Ref, "Fn::GetAtt": attribute, "Fn::Sub": text } = each as Record<string, unknown>;
    if (typeof Ref === "string") return arn(Ref);
    if (Array.isArray(attribute)) return arn(String(attribute[0]));
    if (typeof text === "string") return text.replaceAll(/\$\{([^}]+)\}/g, (_, name: string) => variable(name));
    return Object.fromEntries(Object.entries(each).map(([name, inner]) => [name, walk(inner)]));
  };
  return walk(value);
}

/** Every policy of roles, and every managed policy, by its name. */
function policiesOf(packaged: Packaged): [string, unknown][] {
  const own = packaged
    .ofType("AWS::IAM::Role")
    .map(([id, { Properties }]): [string, unknown] => [id, Properties.Policies[0].PolicyDocument]);
  const managed = packaged
    .ofType("AWS::IAM::ManagedPolicy")
    .map(([id, { Properties }]): [string, unknown] => [id, Properties.PolicyDocument]);
  return [...own, ...managed].map(([id, document]) => [id, resolved(packaged, document)]);
}

describe("parliament, which has AWS's list of actions and of the resources that each takes,", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "sluice-policies-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Its findings, as `policy: sentence`. */
  function findings(policies: [string, unknown][]): string[] {
    for (const [id, document] of policies) writeFileSync(join(folder, `${id}.json`), JSON.stringify(document));
    const command = join(STATE_DIR, "venv", "bin", "parliament");
    const { stdout, error } = spawnSync(command, ["--directory", folder, "--json"], { encoding: "utf8" });
    if (error)
      throw new Error("parliament is not installed: run npm test, which sets up .sluice/venv.", { cause: error });
    return stdout
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line))
      .map(({ issue, detail, location }) => `${JSON.stringify(location)}: ${issue} ${JSON.stringify(detail)}`);
  }

  it("finds nothing in the packaged policies, and a wrong action and a wrong resource beside them", () => {
    const policies = policiesOf(packageStage("dev"));
    expect(JSON.stringify(policies)).not.toContain("no ARN is known");
    const wrong = (Action: string, Resource: string) => ({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: [Action], Resource: [Resource] }],
    });
    const planted: [string, unknown][] = [
      ["planted-action", wrong("glue:StartJobRuns", "*")],
      ["planted-resource", wrong("s3:GetObject", "arn:aws:s3:::bucket")],
    ];
    const found = findings([...policies, ...planted]);
    expect(found.filter((line) => !line.includes("planted-") && !MISTAKEN.test(line))).toEqual([]);
    expect(found.filter((line) => line.includes("planted-action"))).toHaveLength(1);
    expect(found.filter((line) => line.includes("planted-resource"))).toHaveLength(1);
  });
});
