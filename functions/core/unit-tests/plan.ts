import type { DefinitionProblem } from "../definitions/errors";
import type { Definitions, GivenInput, Load, PlannedLoad, PlannedStep, PlannedTest, TestPlan } from "../documents";
import { loadId } from "../keys";
import { martOf } from "../names";
import { type Verdict, validate } from "../validation";
import type { CompiledStep, CompiledTest } from "./compile";
import { feedingOf } from "./feeding";
import { tableOfTests } from "./table";

/** The error of the gate, as the Lambda of the same name throws it. */
const REJECTED = "FileRejectedError";
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/**
 * Passes every file of the tests through the gate, and gives what the staging job needs of it.
 * `problems`: rows that break the contract of their table, unless the test expects that.
 */
export async function planTests(
  tests: readonly CompiledTest[],
  definitions: Definitions,
): Promise<{ plan: TestPlan; problems: DefinitionProblem[] }> {
  const tables = Object.fromEntries(
    Object.entries(definitions.tables).map(([id, table]) => [id, tableOfTests(table)] as const),
  );
  const planner = new Planner({ ...definitions, tables });
  const planned: PlannedTest[] = [];
  for (const test of tests) planned.push(await planner.test(test));
  return { plan: { definitions: planner.definitions, tests: planned }, problems: planner.problems };
}

class Planner {
  readonly problems: DefinitionProblem[] = [];

  constructor(readonly definitions: Definitions) {}

  async test({ mart, steps }: CompiledTest): Promise<PlannedTest> {
    const given = new Set(
      steps.flatMap((step) => step.given.filter(({ input }) => isMart(input)).map(({ input }) => martOf(input))),
    );
    const { marts } = feedingOf(mart, this.definitions, given);
    // Every file comes after every batch date, in the order of the steps.
    const last = steps
      .map(({ batch_date }) => batch_date)
      .sort()
      .at(-1) as string;
    const first = Date.parse(last) + DAY_MS;
    const planned: PlannedStep[] = [];
    for (const [at, step] of steps.entries()) planned.push(await this.step(step, at, first));
    return { mart, marts: [...marts, mart], steps: planned };
  }

  private async step(step: CompiledStep, at: number, first: number): Promise<PlannedStep> {
    const { batch_date, given, expect } = step;
    const loads: PlannedLoad[] = [];
    for (const [index, input] of given.entries()) {
      if (isMart(input.input)) continue;
      const order = at * 100 + index;
      loads.push(await this.load(step, index, input, order, new Date(first + order * MINUTE_MS).toISOString()));
    }
    return {
      batch_date,
      loads,
      given: given.filter(({ input }) => isMart(input)).map(({ input, rows }) => ({ mart: martOf(input), rows })),
      expect: expect && { rows: expect.rows ?? [], error: expect.error ?? null },
    };
  }

  private async load(
    step: CompiledStep,
    index: number,
    { input, file, rows }: GivenInput,
    order: number,
    loaded_at: string,
  ): Promise<PlannedLoad> {
    const table = this.definitions.tables[input];
    if (!table) throw new TypeError(`${input} is no table: the tests have problems, and cannot be planned`);
    const text = `[${rows.map((row) => JSON.stringify(row)).join(",\n")}]\n`; // a row is on the line of its number
    const load = loadOf(table.id, step.batch_date, file ?? `${table.table}.json`, text, order, loaded_at);
    const chunks = (async function* () {
      yield Buffer.from(text);
    })();
    const verdict = await validate(chunks, table, { file: load.key });
    if (!verdict.accepted && step.expect?.error !== REJECTED)
      this.problems.push(...problemsOf(verdict, step, index, input));
    const [facts, refused] = verdict.accepted ? [verdict.facts, null] : [null, verdict.reason];
    return { load, facts, text, refused };
  }
}

const isMart = (input: string) => input.startsWith("mart.");

/** Each file has a bucket of its own: under one name it is then a new version. */
function loadOf(table: string, batch_date: string, file: string, text: string, order: number, loaded_at: string): Load {
  const version = { bucket: `raw-${order}`, key: `${table}/dt=${batch_date}/${file}`, version_id: null, etag: "" };
  const sequencer = order.toString(16).padStart(8, "0");
  const size = Buffer.byteLength(text);
  return { load_id: loadId(version), table, ...version, size, sequencer, loaded_at, batch_date };
}

/** What is wrong with the rows, each at its line of the test. */
function problemsOf(
  rejected: Exclude<Verdict, { accepted: true }>,
  step: CompiledStep,
  index: number,
  input: string,
): DefinitionProblem[] {
  return rejected.problems.map(({ line, column, expected, found }) => {
    const what = column === null ? "the row" : `"${column}"`;
    const sentence = `${what} of ${input}: expected ${expected}, found ${found}; correct it, or expect the error ${REJECTED}.`;
    return step.problem(sentence, index, line === null ? undefined : line - 1);
  });
}
