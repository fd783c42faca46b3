/** What Step Functions says of a failed state. */
export interface StateFailure {
  Error?: string | null;
  Cause?: string | null;
}

export interface Failure {
  error: string;
  error_message: string;
}

/** Errors of Step Functions that say only that the task failed; the name is then in the message. */
const UNTOLD = new Set(["States.TaskFailed", "Lambda.Unknown", "Error", ""]);
const NAMED = /^(?:[\w.]*\.)?(?<name>[A-Z]\w*(?:Error|Exception)): (?<message>[\s\S]+)$/;
const MAX_MESSAGE = 2000;

/**
 * One name and one sentence from what a Lambda, a Glue job run or a nested execution left in Error and Cause: a Lambda gives JSON with
 * `errorMessage`, a job run JSON with `ErrorMessage` ("SomeError: sentence"), an execution JSON with `Error` and `Cause`.
 * Step Functions may have cut any of them off.
 */
export function describeFailure({ Error: error, Cause: cause }: StateFailure): Failure {
  const facts = parse(cause);
  const name = text(facts.Error) ?? error ?? "States.TaskFailed";
  const message =
    text(facts.errorMessage) ??
    text(facts.ErrorMessage) ??
    text(facts.Cause) ??
    (text(facts.JobRunState) ? "" : (cause ?? ""));
  const named = UNTOLD.has(name) ? NAMED.exec(message)?.groups : undefined;
  const told = withoutStack(named?.message ?? message);
  return {
    error:
      named?.name ??
      (UNTOLD.has(name) && text(facts.JobRunState) ? `Glue.JobRun${title(facts.JobRunState)}` : name || "UnknownError"),
    error_message: (told || untoldMessage(facts)).slice(0, MAX_MESSAGE),
  };
}

/** A Java error's first line and its innermost reason; the stack is in the job run's log. */
function withoutStack(message: string): string {
  if (!message.includes("\n\tat ")) return message;
  const lines = message.split("\n");
  const reason = lines.findLast((line) => line.startsWith("Caused by: "))?.slice("Caused by: ".length);
  return `${lines[0]}${reason ? `; caused by ${reason}` : ""}`;
}

function untoldMessage(facts: Record<string, unknown>): string {
  const run = text(facts.JobRunState);
  return run
    ? `The run ${text(facts.Id) ?? ""} of the job ${text(facts.JobName) ?? ""} ended as ${run}.`
    : "No cause was given.";
}

function parse(cause: string | null | undefined): Record<string, unknown> {
  if (!cause?.startsWith("{")) return {};
  try {
    return JSON.parse(cause) as Record<string, unknown>;
  } catch {
    return readable(cause);
  }
}

/** A field and its text; a text that was cut off ends with its last whole character. */
const TEXT_FIELD = /[{,]\s*"(\w+)":\s*"((?:[^"\\]|\\(?:u[\da-fA-F]{4}|[^u]))*)/g;

/** The texts in a JSON that was cut off, the first of each name; none: the JSON itself is the message. */
function readable(cause: string): Record<string, unknown> {
  const fields = [...cause.matchAll(TEXT_FIELD)].map(([, name, told]) => [name, unescaped(told as string)]);
  return Object.fromEntries(fields.reverse());
}

function unescaped(told: string): string {
  try {
    return JSON.parse(`"${told}"`) as string;
  } catch {
    return told; // no JSON after all
  }
}

const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);
const title = (state: unknown) => String(state).charAt(0) + String(state).slice(1).toLowerCase();
