import type { JobFailure } from "../documents";
import { cutToBytes } from "./bytes";
import { readGlueText, withoutStack } from "./glue-text";

/** The error output of a failed state. */
export interface StateFailure {
  Error?: string | null;
  Cause?: string | null;
}

export interface Failure {
  error: string;
  error_message: string;
}

/** Names that say only that a task failed; the message then begins with the error's own name. */
const UNNAMED = new Set(["States.TaskFailed", "Lambda.Unknown", "Error", ""]);
/** Ten of them fit in a Cause of Step Functions, which takes 32 KiB (core/run/outcome.ts). */
export const MAX_MESSAGE_BYTES = 2000;

/**
 * The name and the sentence of a failure: those of the document that the job left, else what Error and Cause say. The Cause of
 * a Lambda is JSON with `errorMessage`, that of a Glue job run is JSON with `ErrorMessage`, that of a nested execution is JSON
 * with `Error` and `Cause`. Step Functions may have cut any of them off.
 */
export function describeFailure(
  { Error: error, Cause: cause }: StateFailure,
  document: Pick<JobFailure, "error" | "error_message"> | null = null,
): Failure {
  if (document) return told(document.error, withoutStack(document.error_message), {});
  const facts = parse(cause);
  const name = text(facts.Error) ?? error ?? "States.TaskFailed";
  const message =
    text(facts.errorMessage) ??
    text(facts.ErrorMessage) ??
    text(facts.Cause) ??
    (text(facts.JobRunState) ? "" : (cause ?? ""));
  const said = UNNAMED.has(name) ? readGlueText(message) : { name: null, sentence: withoutStack(message) };
  return told(said.name ?? nameOf(name, facts), said.sentence, facts);
}

const told = (error: string, sentence: string, facts: Facts): Failure => ({
  error,
  error_message: cutToBytes(sentence || defaultMessage(facts), MAX_MESSAGE_BYTES),
});

const nameOf = (name: string, { JobRunState: state }: Facts): string =>
  UNNAMED.has(name) && text(state) ? `Glue.JobRun${title(state)}` : name || "UnknownError";

/** What the Cause of a job run says of it; null for the failure of anything else. */
export function jobRunOf({ Error: error, Cause: cause }: StateFailure): { id: string | null; state: string } | null {
  if (error !== "States.TaskFailed") return null;
  const { JobRunState: state, Id: id } = parse(cause);
  return text(state) ? { id: text(id) ?? null, state: text(state) as string } : null;
}

/** Whether a failure document is that of an earlier run of the job than the one that failed so. */
export function isOfEarlierRun({ job_run }: Pick<JobFailure, "job_run">, failure: StateFailure): boolean {
  const id = jobRunOf(failure)?.id ?? null;
  return id !== null && job_run !== null && job_run !== id;
}

type Facts = Record<string, unknown>;

function defaultMessage(facts: Facts): string {
  const run = text(facts.JobRunState);
  return run
    ? `The run ${text(facts.Id) ?? ""} of the job ${text(facts.JobName) ?? ""} ended as ${run}.`
    : "No cause was given.";
}

function parse(cause: string | null | undefined): Facts {
  if (!cause?.startsWith("{")) return {};
  try {
    return JSON.parse(cause) as Facts;
  } catch {
    return readable(cause);
  }
}

/** A field and its text; a text that was cut off ends with its last whole character. */
const TEXT_FIELD = /[{,]\s*"(\w+)":\s*"((?:[^"\\]|\\(?:u[\da-fA-F]{4}|[^u]))*)/g;

/**
 * The text fields of JSON that was cut off; of two with the same name, the first. Without any, the JSON itself is the
 * message.
 */
function readable(cause: string): Facts {
  const fields = [...cause.matchAll(TEXT_FIELD)].map(([, name, value]) => [name, unescaped(value as string)]);
  return Object.fromEntries(fields.reverse());
}

function unescaped(value: string): string {
  try {
    return JSON.parse(`"${value}"`) as string;
  } catch {
    return value; // it was not JSON
  }
}

const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);
const title = (state: unknown) => String(state).charAt(0) + String(state).slice(1).toLowerCase();
