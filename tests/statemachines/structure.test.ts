import { readFileSync } from "node:fs";
import jsonata from "jsonata";
import { LOADS_A_JOB_RUN } from "../../functions/core/ledger/line";
import { definition, MACHINES, type Machine, machine, type State, statesOf } from "./machines";

const scopesOf = (scope: Machine): Machine[] => [
  scope,
  ...Object.values(scope.States).flatMap(({ ItemProcessor }) => (ItemProcessor ? scopesOf(ItemProcessor) : [])),
];
const next = (state: State) =>
  [
    state.Next,
    state.Default,
    ...(state.Choices ?? []).map((each) => each.Next),
    ...(state.Catch ?? []).map((each) => each.Next),
  ].filter((name): name is string => name !== undefined);

describe.each(MACHINES)("%s", (name) => {
  const states = statesOf(machine(name));
  const tasks = states.filter(([, { Type }]) => Type === "Task");

  it("ends by itself at last", () => expect(machine(name).TimeoutSeconds).toBeGreaterThan(0));

  it.each(states)("%s says what it is for", (_name, state) => expect(state.Comment?.length).toBeGreaterThan(10));

  it.each(tasks)(
    "%s has a time limit, retries with jitter and a maximum delay, and somewhere to go when it fails",
    (_name, task) => {
      expect(task.TimeoutSeconds).toBeGreaterThan(0);
      expect(task.Retry?.length).toBeGreaterThan(0);
      for (const retry of task.Retry ?? [])
        expect(retry).toMatchObject({
          JitterStrategy: "FULL",
          MaxDelaySeconds: expect.any(Number),
          MaxAttempts: expect.any(Number),
        });
      expect(task.Catch?.some(({ ErrorEquals }) => ErrorEquals.includes("States.ALL"))).toBe(true);
    },
  );

  it("never retries what another attempt cannot mend", () => {
    const retried = tasks.flatMap(([, { Retry }]) => (Retry ?? []).flatMap(({ ErrorEquals }) => ErrorEquals));
    for (const error of ["States.ALL", "States.TaskFailed", "FileRejectedError", "InvalidInputError"])
      expect(retried).not.toContain(error);
  });

  it("has no state that cannot be reached, and none that leads nowhere", () => {
    for (const scope of scopesOf(machine(name))) {
      const reached = new Set([scope.StartAt]);
      for (const each of reached) for (const to of next(scope.States[each] as State)) reached.add(to);
      expect([...reached].sort()).toEqual(Object.keys(scope.States).sort());
      const stuck = Object.entries(scope.States).filter(
        ([, state]) => !state.End && !["Succeed", "Fail"].includes(state.Type) && next(state).length === 0,
      );
      expect(stuck).toEqual([]);
    }
  });

  it("tells the topic before it fails, on every way to Fail", () => {
    const { States } = machine(name);
    const fails = Object.entries(States)
      .filter(([, { Type }]) => Type === "Fail")
      .map(([id]) => id);
    const before = Object.entries(States).filter(([, state]) => next(state).some((to) => fails.includes(to)));
    expect(fails).toHaveLength(1);
    expect(before.map(([id]) => id)).toEqual(["Publish failure"]);
  });
});

it.each([
  ["load_file", "Claim load"],
  ["load_file", "Wait for turn"],
  ["load_file", "Record turn"],
  ["load_file", "Record load"],
  ["load_file", "Record failure"],
  ["pipeline", "Plan marts"],
  ["pipeline", "Take dates"],
  ["pipeline", "Record mart"],
])("%s: %s tries again when another execution writes the same item of the ledger", (name, id) => {
  const [, state] = statesOf(machine(name)).find(([each]) => each === id) ?? [];
  const retried = state?.Retry?.flatMap(({ ErrorEquals }) => ErrorEquals);
  expect(retried).toEqual(expect.arrayContaining(["TransactionConflictException", "TransactionCanceledException"]));
});

it("the tests evaluate expressions with the version of JSONata that Step Functions documents", () => {
  const { version } = JSON.parse(readFileSync("node_modules/jsonata/package.json", "utf8"));
  expect(version).toBe("2.0.6");
});

it("load_file waits for its table's lock most of a day, within the limits of an execution", () => {
  const { States, TimeoutSeconds } = machine("load_file");
  const lock = States["Load staging"]?.Retry?.find(({ ErrorEquals }) =>
    ErrorEquals.includes("Glue.ConcurrentRunsExceededException"),
  );
  const { IntervalSeconds, BackoffRate, MaxAttempts, MaxDelaySeconds } = lock as NonNullable<typeof lock>;
  const longest = Array.from({ length: MaxAttempts }, (_, attempt) =>
    Math.min(IntervalSeconds * BackoffRate ** attempt, MaxDelaySeconds),
  );
  const seconds = longest.reduce((sum, wait) => sum + wait / 2, 0); // full jitter: half of each on average
  expect(seconds).toBeGreaterThan(20 * 3600);
  expect(seconds).toBeLessThan(TimeoutSeconds - 3 * 3600);
  // An attempt is scheduled, started and refused; a look at the crawler or whose turn it is some ten events; Step Functions
  // keeps 25,000.
  expect(3 * MaxAttempts + 10 * (720 + LOOKS)).toBeLessThan(25_000);
});

const LOOKS = 240;

describe("load_file waits for its turn", () => {
  const { States, TimeoutSeconds } = machine("load_file");
  const { "Whose turn?": whose, "Wait for turn": wait } = JSON.parse(definition("load_file")).States;
  const next = async (turn: object, looks = 0) => {
    for (const { Condition, Next } of whose.Choices)
      if (await jsonata(Condition.replace(/^{% | %}$/g, "")).evaluate({}, { turn, looks })) return Next;
    return whose.Default;
  };

  it.each([
    [{ status: "LOADING", turn: "s3://staging/t.json" }, "Load staging"],
    [{ status: "LOADED" }, "Record load"],
    [{ status: "FAILED" }, "Record failure"],
    [{ status: "WAITING" }, "Wait for turn"],
  ])("told %j, it goes on to %s", async (turn, state) => expect(await next(turn)).toBe(state));

  it("most of a day, and tells so", async () => {
    expect(await next({ status: "WAITING" }, LOOKS)).toBe("Wait for turn");
    expect(await next({ status: "WAITING" }, LOOKS + 1)).toBe("Record failure");
    const seconds = LOOKS * (States["Wait for turn"]?.TimeoutSeconds ?? 0);
    expect(seconds).toBeGreaterThanOrEqual(20 * 3600);
    expect(seconds).toBeLessThan(TimeoutSeconds - 3 * 3600);
    const { Assign } = whose.Choices.find(({ Condition }: { Condition: string }) => Condition.includes("looks"));
    const [load, retry] = [{ table: "shop/orders", key: "shop/orders/a.csv" }, "sluice run '{}'"];
    const sentence = Assign.failure.Cause.replace(/^{% | %}$/g, "");
    expect(await jsonata(sentence).evaluate({}, { load, retry })).toBe(
      "shop/orders: shop/orders/a.csv waited 20 hours for its turn to be staged, which other files had all the time. When less is waiting: sluice run '{}'",
    );
  });

  it("and looks again when nobody answers in time", () =>
    expect(wait.Catch[0]).toMatchObject({ ErrorEquals: ["States.Timeout"], Next: "Whose turn?" }));
});

it("a transaction of the ledger holds the loads of a job run", () => {
  expect(LOADS_A_JOB_RUN + 1).toBeLessThanOrEqual(100);
});

it("reads a raw file again when the connection broke off", () => {
  const retry = machine("load_file").States["Validate file"]?.Retry;
  expect(retry).toContainEqual(expect.objectContaining({ ErrorEquals: ["RawReadError"], MaxAttempts: 2 }));
});
