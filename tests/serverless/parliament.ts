import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { STATE_DIR } from "../../functions/cli/paths";
import type { Packaged } from "./package";

/** The ARNs of resources by type, for what CloudFormation would fill in. */
const ARNS: Record<string, (name: string) => string> = {
  "AWS::S3::Bucket": (name) => `arn:aws:s3:::${name.toLowerCase()}`,
  "AWS::KMS::Key": () => "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
  "AWS::DynamoDB::Table": (name) => `arn:aws:dynamodb:us-east-1:123456789012:table/${name}`,
  "AWS::SNS::Topic": (name) => `arn:aws:sns:us-east-1:123456789012:${name}`,
  "AWS::SQS::Queue": (name) => `arn:aws:sqs:us-east-1:123456789012:${name}`,
  "AWS::StepFunctions::StateMachine": (name) => `arn:aws:states:us-east-1:123456789012:stateMachine:${name}`,
};
const PSEUDO: Record<string, string> = {
  "AWS::Partition": "aws",
  "AWS::Region": "us-east-1",
  "AWS::AccountId": "123456789012",
};

/**
 * parliament asks for each of the two resources that DescribeExecution knows, and an action is of one: an execution. AWS's list
 * has no resource for SendTaskSuccess, but IAM asks for the state machine (so does the CDK's grantTaskResponse).
 */
const MISTAKEN = /RESOURCE_MISMATCH .*("states:DescribeExecution".*:express:|"states:SendTaskSuccess")/;

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
export function policiesOf(packaged: Packaged): [string, unknown][] {
  const own = packaged
    .ofType("AWS::IAM::Role")
    .map(([id, { Properties }]): [string, unknown] => [id, Properties.Policies[0].PolicyDocument]);
  const managed = packaged
    .ofType("AWS::IAM::ManagedPolicy")
    .map(([id, { Properties }]): [string, unknown] => [id, Properties.PolicyDocument]);
  return [...own, ...managed].map(([id, document]) => [id, resolved(packaged, document)]);
}

/** What parliament, which has AWS's list of actions and of the resources that each takes, finds: `policy: sentence`. */
export function findings(policies: [string, unknown][]): string[] {
  const folder = mkdtempSync(join(tmpdir(), "sluice-policies-"));
  for (const [id, document] of policies) writeFileSync(join(folder, `${id}.json`), JSON.stringify(document));
  const command = join(STATE_DIR, "venv", "bin", "parliament");
  const { stdout, error } = spawnSync(command, ["--directory", folder, "--json"], { encoding: "utf8" });
  rmSync(folder, { recursive: true });
  if (error)
    throw new Error("parliament is not installed: run npm test, which sets up .sluice/venv.", { cause: error });
  return stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line))
    .map(({ issue, detail, location }) => `${JSON.stringify(location)}: ${issue} ${JSON.stringify(detail)}`)
    .filter((line) => !MISTAKEN.test(line));
}
