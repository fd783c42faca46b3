import { AttachRolePolicyCommand, CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import type { Stage } from "../../../functions/cli/environment";

/** Credentials as an AWS client takes them. */
export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}

let holders = 0;

/** The credentials of a new role that has one of the stage's policies for people, and nothing else. */
export async function holderOf(
  policy: "readerPolicy" | "uploaderPolicy",
  { account, names }: Stage,
): Promise<Credentials> {
  const iam = new IAMClient({});
  holders += 1;
  const RoleName = `${policy}-${process.pid}-${holders}-${Date.now()}`;
  const trust = { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: "sts:AssumeRole" };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  const PolicyArn = `arn:aws:iam::${account}:policy/${names[policy]}`;
  await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
  const assume = new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: "holder" });
  const { Credentials: { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = {} } = await new STSClient(
    {},
  ).send(assume);
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}
