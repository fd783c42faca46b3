/**
 * The base of every error of ours. `name` is what Step Functions matches in Retry and Catch, so each class spells
 * it out as a literal (a bundler may rename classes); `retryable` says whether the same input can succeed later.
 */
export abstract class SluiceError extends Error {
  abstract override readonly name: string;
  abstract readonly retryable: boolean;
}
