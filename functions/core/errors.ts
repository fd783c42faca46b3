/**
 * The base of every error of ours. `name` is the name that Step Functions matches in Retry and Catch, so each class spells
 * it out as a literal (a bundler may rename classes). tests/statemachines/errors.test.ts ties both fields to the state
 * machines, and each name to its entry in docs/operations.md.
 */
export abstract class SluiceError extends Error {
  abstract override readonly name: string;
  /** Whether the same input can succeed a moment later; the state machine tries again exactly then. */
  readonly retryable: boolean = false;
}

/** The parts of a deployment do not fit together: a variable, or a definition that the code at work does not know. */
export class DeploymentError extends SluiceError {
  override readonly name = "DeploymentError";
}
