import type { Stage } from "../../../functions/cli/environment";
import { holderOf } from "./holder";

/** Runs `act` with the credentials of a new role that has nothing but the policy of those who read the marts. */
export async function asReader<T>(stage: Stage, act: () => Promise<T>): Promise<T> {
  const { accessKeyId, secretAccessKey, sessionToken } = await holderOf("readerPolicy", stage);
  const environment = { ...process.env };
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  });
  try {
    return await act();
  } finally {
    Object.assign(process.env, environment);
    if (environment.AWS_SESSION_TOKEN === undefined) delete process.env.AWS_SESSION_TOKEN;
  }
}
