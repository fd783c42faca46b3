import { AttachRolePolicyCommand, CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import type { Stage } from "../../../functions/cli/environment";

/** Runs `act` with the credentials of a new role that has nothing but the policy of those who read the marts. */
export async function asReader<T>({ account, names }: Stage, act: () => Promise<T>): Promise<T> {
  const iam = new IAMClient({});
  const RoleName = `reader-${Date.now()}`;
  const trust = { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: "sts:AssumeRole" };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  const PolicyArn = `arn:aws:iam::${account}:policy/${names.readerPolicy}`;
  await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
  const assume = new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: "reader" });
  const { Credentials } = await new STSClient({}).send(assume);
  const environment = { ...process.env };
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: Credentials?.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: Credentials?.SecretAccessKey,
    AWS_SESSION_TOKEN: Credentials?.SessionToken,
  });
  try {
    return await act();
  } finally {
    Object.assign(process.env, environment);
    if (environment.AWS_SESSION_TOKEN === undefined) delete process.env.AWS_SESSION_TOKEN;
  }
}
