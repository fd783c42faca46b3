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
    return {}; // a Cause that Step Functions cut off: the text itself is the message
  }
}

const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);
const title = (state: unknown) => String(state).charAt(0) + String(state).slice(1).toLowerCase();
