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
const NAMED = /^(?:[\w.]*\.)?(?<name>[A-Z]\w*(?:Error|Exception)): (?<message>[\s\S]+)$/;
const MAX_MESSAGE = 2000;

/**
 * The name and the sentence of a failure, read from Error and Cause. The Cause of a Lambda is JSON with `errorMessage`, that of
 * a Glue job run is JSON with `ErrorMessage` ("SomeError: sentence"), that of a nested execution is JSON with `Error` and
 * `Cause`. Step Functions may have cut any of them off.
 */
export function describeFailure({ Error: error, Cause: cause }: StateFailure): Failure {
  const facts = parse(cause);
  const name = text(facts.Error) ?? error ?? "States.TaskFailed";
  const message =
    text(facts.errorMessage) ??
    text(facts.ErrorMessage) ??
    text(facts.Cause) ??
    (text(facts.JobRunState) ? "" : (cause ?? ""));
  const named = UNNAMED.has(name) ? NAMED.exec(message)?.groups : undefined;
  const sentence = withoutStack(named?.message ?? message);
  return {
    error:
      named?.name ??
      (UNNAMED.has(name) && text(facts.JobRunState)
        ? `Glue.JobRun${title(facts.JobRunState)}`
        : name || "UnknownError"),
    error_message: (sentence || defaultMessage(facts)).slice(0, MAX_MESSAGE),
  };
}

/** The first line of a Java error and its innermost reason; the job run's log has the stack. */
function withoutStack(message: string): string {
  if (!message.includes("\n\tat ")) return message;
  const lines = message.split("\n");
  const reason = lines.findLast((line) => line.startsWith("Caused by: "))?.slice("Caused by: ".length);
  return `${lines[0]}${reason ? `; caused by ${reason}` : ""}`;
}

function defaultMessage(facts: Record<string, unknown>): string {
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

/**
 * The text fields of JSON that was cut off; of two with the same name, the first. Without any, the JSON itself is the
 * message.
 */
function readable(cause: string): Record<string, unknown> {
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
