import { readFileSync } from "node:fs";
import { STAGING_FILE_ERRORS } from "../../functions/core/ledger/errors";
import { definition, MACHINES, machine, type State, statesOf } from "./machines";
import { errorsOfPython, errorsOfTypescript, python, raisedBy, typescript } from "./raised";

/** Errors that their own program always catches; nobody sees their names. */
const CAUGHT_INSIDE = {
  Unreadable: "validate() and draft() make a problem of it",
  ZstdError: "the zstd decompressor makes an Unreadable of it",
  BlockError: "the bzip2 decompressor makes an Unreadable of it",
  StrayObjectError: "plan-run throws its cause once the object is in quarantine",
  FullBuildError: "the mart job makes all rows, and its report says why",
  UnknownChangesError: "a FullBuildError says the same",
  NoLineageError: "the state of the mart says why, and FullBuildError with it",
  UncertainRowsError: "the staging job looks at the rows again, thoroughly",
  TogetherError: "the staging job stages the loads one by one",
  FileError: "the base of what the staging job finds wrong with a file; only its subclasses are raised",
};
/** Errors that only a command raises: its sentence is shown, its name is not. */
const OF_COMMANDS = [
  "UsageError",
  "DraftError",
  "SqlSyntaxError",
  "NotAQueryError",
  "AsOfError",
  "DatePatternError",
  "ColumnTypeError",
  "DeletionError",
];
/** The same of Python. */
const OF_WORKBENCH = ["RowOfTestError"];
/** Names that AWS gives, or that core/run/failure.ts makes of the state of a job run. */
const OF_AWS = [
  "Glue.ConcurrentRunsExceededException",
  "Glue.JobRunError",
  "Glue.JobRunFailed",
  "Glue.JobRunStopped",
  "Glue.JobRunTimeout",
];

/** The state that hears of a failed job run, and the choice after it. */
const AFTER_FAILURE: Record<string, [string, string]> = {
  "Load staging": ["Record turn", "Whose turn?"],
  "Build mart": ["Record mart", "Whose turn?"],
  "Roll back mart": ["Record rollback", "Roll back once more?"],
  Pull: ["Judge failure", "Pull once more?"],
};

/** Jobs whose next run is the other attempt, by why. */
const UNTIL_NEXT = { "Maintain tables": "nothing waits for it, and the schedule starts it each day" };

const states: [string, State][] = MACHINES.flatMap((name) => statesOf(machine(name)));
const retriedIn = ({ Retry = [] }: State) => Retry.flatMap(({ ErrorEquals }) => ErrorEquals);
const seen = ({ name }: { name: string }) => !(name in CAUGHT_INSIDE);

/** `ClaimLoadLambdaFunction` is the Lambda of functions/handlers/claim-load.ts. */
const handlerOf = ({ Arguments }: State) =>
  Arguments?.FunctionName?.["Fn::GetAtt"][0]
    .replace(/LambdaFunction$/, "")
    .replace(/(?<=[a-z])[A-Z]/g, "-$&")
    .toLowerCase();
const lambdas = states.flatMap(([id, state]) => {
  const handler = handlerOf(state);
  return handler ? [{ id, state, handler, raises: raisedBy(handler).filter((name) => seen({ name })) }] : [];
});
const jobs = states.filter(([, { Resource }]) => Resource === "arn:aws:states:::glue:startJobRun.sync");
const judged = jobs.filter(([id]) => !(id in UNTIL_NEXT));

describe("one base class in each language", () => {
  it("TypeScript's is SluiceError", () => {
    const others = typescript.filter(
      ({ path, text }) => path !== "functions/core/errors.ts" && /extends Error\b/.test(text),
    );
    expect(others.map(({ path }) => path)).toEqual([]);
    expect(errorsOfTypescript.filter(({ base }) => base !== "SluiceError")).toEqual([]);
  });

  it("no Lambda throws an error without a name of its own", () => {
    const nameless = typescript.filter(
      ({ path, text }) => !path.startsWith("functions/cli/") && /\bthrow new Error\(/.test(text),
    );
    expect(nameless.map(({ path }) => path)).toEqual([]);
  });

  it("Python's is SluiceError, and FileError for what is wrong with a file", () => {
    expect(errorsOfPython.filter(({ base }) => !["SluiceError", "FileError"].includes(base))).toEqual([]);
    const nameless = python.filter(({ text }) => /raise (Exception|RuntimeError)\(/.test(text));
    expect(nameless.map(({ path }) => path)).toEqual([]);
  });

  it.each([...errorsOfTypescript, ...errorsOfPython])("$name is one name, and somebody raises it", ({ name }) => {
    expect(name).toMatch(/^[A-Z]\w+$/);
    const raised = [...typescript, ...python].filter(({ text }) =>
      new RegExp(`^(?!import |from |(?:export )?class ${name}\\b).*\\b${name}\\b[(),]`, "m").test(text),
    );
    expect(raised).not.toEqual([]);
  });
});

describe("every error has a place where it is raised", () => {
  it("is a state's Lambda, a job or a command", () => {
    const raised = new Set(lambdas.flatMap(({ raises }) => raises));
    const rest = errorsOfTypescript.filter(seen).filter(({ name }) => !raised.has(name));
    expect(rest.map(({ name }) => name).sort()).toEqual([...OF_COMMANDS, "DefinitionError"].sort());
  });

  it("knows the states that each Lambda and job is in", () => {
    expect(new Set(lambdas.map(({ handler }) => handler)).size).toBe(15);
    expect(jobs.map(([id]) => id).sort()).toEqual([
      "Build mart",
      "Load staging",
      "Maintain tables",
      "Pull",
      "Roll back mart",
    ]);
  });
});

describe("`retryable` is what the state machines do", () => {
  const rows = lambdas.flatMap(({ id, state, raises }) => raises.map((name) => ({ id, name, state })));

  it.each(rows)("$id tries again after $name exactly when that can help", ({ name, state }) => {
    const error = errorsOfTypescript.find((each) => each.name === name);
    expect(retriedIn(state).includes(name)).toBe(error?.retryable);
  });

  it.each(lambdas)(
    "$id retries no error by a name that covers others, and none that its Lambda cannot raise",
    (lambda) => {
      const retried = retriedIn(lambda.state);
      expect(retried.filter((name) => /^States\.|^Error$|^Lambda\.Unknown$/.test(name))).toEqual([]);
      const ours = new Set([...errorsOfTypescript, ...errorsOfPython].map(({ name }) => name));
      for (const name of retried.filter((each) => ours.has(each))) expect(lambda.raises).toContain(name);
    },
  );

  // A job run fails as States.TaskFailed; the Lambda after it reads the failure document and says whether to go on.
  it.each(judged)("%s leaves it to the Lambda that reads why it failed whether to run the job again", (id, state) => {
    const ours = new Set(errorsOfPython.map(({ name }) => name));
    expect(retriedIn(state).filter((name) => ours.has(name))).toEqual([]);
    const [recorded, asks] = AFTER_FAILURE[id] as [string, string];
    expect(state.Catch?.map(({ Next }) => Next)).toEqual([recorded]);
    // Two machines have a state called "Whose turn?".
    const called = (wanted: string) => states.flatMap(([each, found]) => (each === wanted ? [found] : []));
    expect(called(recorded).map(({ Next }) => Next)).toEqual([asks]);
    const onwards = called(asks)
      .flatMap(({ Choices = [] }) => Choices.map(({ Next }) => Next))
      .flatMap((next) => called(next).map(({ Type, Next }) => (Type === "Wait" ? Next : next)));
    expect(onwards).toContain(id);
  });
});

it("a Catch names an error only where the way on depends on it", () => {
  const named = states.flatMap(([id, { Catch = [] }]) =>
    Catch.flatMap(({ ErrorEquals }) => ErrorEquals.filter((name) => name !== "States.ALL").map((name) => [id, name])),
  );
  expect(named).toEqual([
    ["Wait for turn", "States.Timeout"],
    ["Crawl raw", "Glue.CrawlerRunningException"],
  ]);
});

it("a load is REJECTED for exactly those errors of the staging job that blame the file", () => {
  const blaming = errorsOfPython.filter(({ base }) => base === "FileError").map(({ name }) => name);
  expect([...STAGING_FILE_ERRORS].sort()).toEqual(blaming.sort());
});

describe("docs/operations.md", () => {
  const page = readFileSync("docs/operations.md", "utf8");
  const entries = [...page.matchAll(/^### `([\w.]+)`\n\n([\s\S]*?)(?=^#|\n*(?![\s\S]))/gm)];
  const machines = MACHINES.flatMap((name) =>
    [...definition(name).matchAll(/"Error": "(\w+)"/g)].map(([, error]) => error as string),
  );
  const known = [
    ...lambdas.flatMap(({ raises }) => raises),
    ...errorsOfPython.filter((each) => seen(each) && !OF_WORKBENCH.includes(each.name)).map(({ name }) => name),
    ...machines,
    ...OF_AWS,
  ];

  it("has an entry for every error that a run can end with, once, and for no other", () => {
    expect(entries.map(([, name]) => name).sort()).toEqual([...new Set(known)].sort());
  });

  it.each(entries.map(([, name, text]) => [name, text]))("says of %s what it means and what to do", (_name, text) => {
    expect(text).toMatch(/^[A-Z][\s\S]{20,}\n\nWhat to do: [\s\S]{10,}\n$/);
  });
});
