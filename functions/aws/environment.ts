import { DeploymentError } from "../core/errors";

/**
 * The value of an environment variable, which functions/functions.yml gives the function.
 * @throws DeploymentError, whose sentence is for whoever edits that file
 */
export function environment(name: string): string {
  const value = process.env[name];
  if (!value)
    throw new DeploymentError(
      `${name} is not set: give the function that environment variable in functions/functions.yml.`,
    );
  return value;
}

/** Whether the stage asks for another run of a job that reached its time limit. */
export const retryTimeouts = (): boolean => environment("RETRY_TIMEOUTS") === "true";
