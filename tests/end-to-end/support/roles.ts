import { DeleteRolePolicyCommand, GetRolePolicyCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import type { Stage } from "../../../functions/cli/environment";
import type { DeploymentNames } from "../../../functions/core/names";

export type Role = keyof DeploymentNames["roles"];

interface Statement {
  Action: string | string[];
}

/**
 * Takes `action` away from one of the application's roles (named as in resources/roles.cjs) while `act` runs.
 * Fails when the role did not have it: then there would be nothing to show.
 */
export async function without<T>({ names }: Stage, role: Role, action: string, act: () => Promise<T>) {
  const iam = new IAMClient({});
  const place = { RoleName: names.roles[role], PolicyName: role };
  const { PolicyDocument = "" } = await iam.send(new GetRolePolicyCommand(place));
  const before = decodeURIComponent(PolicyDocument);
  const policy = JSON.parse(before) as { Statement: Statement[] };
  const kept = policy.Statement.map((statement) => ({
    ...statement,
    Action: [statement.Action].flat().filter((each) => each !== action),
  })).filter(({ Action }) => Action.length > 0);
  const after = JSON.stringify({ ...policy, Statement: kept });
  if (after.includes(`"${action}"`) || !before.includes(`"${action}"`)) throw new Error(`${role} had no ${action}`);
  // IAM knows no policy without statements: the last one taken away is the policy itself.
  if (kept.length === 0) await iam.send(new DeleteRolePolicyCommand(place));
  else await iam.send(new PutRolePolicyCommand({ ...place, PolicyDocument: after }));
  try {
    return await act();
  } finally {
    await iam.send(new PutRolePolicyCommand({ ...place, PolicyDocument: before }));
  }
}
