import { isDate } from "../contract/dates";
import type { JsonDocument, SourceFile } from "../definitions/document";
import type { DefinitionProblem } from "../definitions/errors";
import { checkDocument } from "../definitions/meta";
import { didYouMean, quoted } from "../definitions/suggest";
import type { Definitions, Expected, GivenInput, MartTestsFile, TableDefinition, UnitTest } from "../documents";
import { parseTests } from "./document";
import { type Feeding, feedingOf } from "./feeding";

/** A unit test of a mart, in steps; places are those of its file. */
export interface CompiledTest {
  mart: string;
  name: string;
  path: string;
  steps: CompiledStep[];
}

export interface CompiledStep {
  batch_date: string;
  given: GivenInput[];
  expect: Expected | null;
  /** The place of an input that is given, or of one of its rows, from 0; without an index that of what is expected. */
  problem(sentence: string, given?: number, row?: number): DefinitionProblem;
}

const FILE = /^glue\/marts\/([^/]+)\/tests\/[^/]+\.(ya?ml|json)$/;

/** Compiles the files `glue/marts/<mart>/tests/*`; other paths are ignored. Marts without a definition are ignored, too. */
export function compileUnitTests(
  files: readonly SourceFile[],
  definitions: Definitions,
): { tests: CompiledTest[]; problems: DefinitionProblem[] } {
  const tests: CompiledTest[] = [];
  const problems: DefinitionProblem[] = [];
  for (const file of files) {
    const [, mart = ""] = FILE.exec(file.path) ?? [];
    if (!Object.hasOwn(definitions.marts, mart)) continue;
    const document = parseTests(file);
    if ("problems" in document) {
      problems.push(...document.problems);
      continue;
    }
    const wrong = checkDocument(document, "mart_tests");
    const compiler = new TestsCompiler(mart, document, feedingOf(mart, definitions));
    if (wrong.length === 0) tests.push(...compiler.compile());
    problems.push(...wrong, ...compiler.problems);
  }
  return { tests, problems };
}

class TestsCompiler {
  readonly problems: DefinitionProblem[] = [];

  constructor(
    private readonly mart: string,
    private readonly document: JsonDocument,
    private readonly feeding: Feeding,
  ) {}

  compile(): CompiledTest[] {
    const { unit_tests } = this.document.value as MartTestsFile;
    const names = unit_tests.map(({ name }) => name);
    return unit_tests.map((test, index) => {
      const at = `/unit_tests/${index}`;
      if (names.indexOf(test.name) !== index)
        this.refuse(`${at}/name`, `"${test.name}" is the name of two tests; rename one.`);
      const { mart, document } = this;
      return { mart, name: test.name, path: document.path, steps: this.steps(test, at) };
    });
  }

  private steps({ steps, batch_date = "", given = [], expect }: UnitTest, at: string): CompiledStep[] {
    const listed = steps?.map((step, index) => ({ ...step, at: `${at}/steps/${index}` }));
    return (listed ?? [{ batch_date, given, expect, at }]).map((step) => this.step(step));
  }

  private step(step: { batch_date: string; given: GivenInput[]; expect?: Expected | undefined; at: string }) {
    const { at, batch_date, given, expect = null } = step;
    if (!isDate(batch_date))
      this.refuse(`${at}/batch_date`, `"batch_date" is "${batch_date}", expected a day that exists; correct it.`);
    given.forEach((input, index) => {
      this.checkGiven(input, `${at}/given/${index}`, given.slice(0, index));
    });
    this.checkExpected(expect?.rows ?? [], `${at}/expect/rows`);
    const problem: CompiledStep["problem"] = (sentence, input, row) => {
      const place = row === undefined ? `given/${input}/rows` : `given/${input}/rows/${row}`;
      return this.document.problem(`${at}/${input === undefined ? "expect" : place}`, sentence);
    };
    return { batch_date, given, expect, problem };
  }

  private checkGiven({ input, file, rows }: GivenInput, at: string, before: GivenInput[]): void {
    const known = [...this.feeding.tables.keys(), ...this.feeding.marts.map((mart) => `mart.${mart}`)];
    if (!known.includes(input)) {
      const sentence = `"given" names ${input}, which ${this.mart} does not read, expected one of ${quoted(known)}; correct it.`;
      this.refuse(`${at}/input`, `${sentence}${didYouMean(input, known)}`);
    }
    if (before.some((other) => other.input === input && (other.file === file || input.startsWith("mart."))))
      this.refuse(at, `${input} is given twice in one step; put the rows together, or give each a "file" of its own.`);
    const table = this.feeding.tables.get(input);
    if (!table) return;
    rows.forEach((row, index) => {
      this.checkRow(row, table, `${at}/rows/${index}`);
    });
  }

  private checkRow(row: object, table: TableDefinition, at: string): void {
    const known = table.columns.map(({ source_name }) => source_name);
    const names = Object.keys(row);
    for (const name of table.new_columns === "reject" ? names.filter((each) => !known.includes(each)) : []) {
      const sentence = `the row has "${name}", which is no property of ${table.id}, expected one of ${quoted(known)}; correct it.`;
      this.refuse(`${at}/${name}`, `${sentence}${didYouMean(name, known)}`);
    }
    const key = table.columns.filter(({ name }) => table.natural_key.includes(name));
    for (const { source_name } of key.filter((column) => !names.includes(column.source_name)))
      this.refuse(at, `the row has no "${source_name}", which is in the natural key of ${table.id}; add it.`);
  }

  /** Every row names the same columns, or nobody could tell a null from a column that does not matter. */
  private checkExpected(rows: object[], at: string): void {
    const names = new Set(rows.flatMap((row) => Object.keys(row)));
    rows.forEach((row, index) => {
      const left = [...names].filter((name) => !Object.hasOwn(row, name));
      if (left.length > 0)
        this.refuse(
          `${at}/${index}`,
          `the row leaves out ${quoted(left)}, which other rows of "expect" name; write the value, or null.`,
        );
    });
    if (rows.length > 0 && names.size === 0)
      this.refuse(at, `the rows of "expect" name no column; write the columns that matter.`);
  }

  private refuse(pointer: string, sentence: string): void {
    this.problems.push(this.document.problem(pointer, sentence));
  }
}
