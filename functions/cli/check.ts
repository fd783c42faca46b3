import type { DefinitionProblem } from "../core/definitions/compile";
import { DefinitionError } from "../core/definitions/compile";
import type { Definitions } from "../core/documents";
import type { CompiledTest } from "../core/unit-tests";
import { definitionFiles, testFiles } from "./definition-files";
import { compiled, refused } from "./read-definitions";
import { analyseMarts } from "./workbench/analysis";

/** The project's definitions, all of them right. */
export interface Checked {
  definitions: Definitions;
  tests: CompiledTest[];
  /** a line about what could not be checked; null where everything was */
  skipped: string | null;
}

/**
 * Everything that can be told of the definitions in `root` without deploying them: the documents, the unit tests of marts,
 * and what Spark's analyser says of their SQL.
 * @throws UsageError with every problem, and what its `consequence` is
 */
export async function checkProject(root: string, consequence = ""): Promise<Checked> {
  const files = definitionFiles(root);
  const definitions = compiled(files, consequence);
  const { tests, problems } = await checkTests(root, definitions);
  const analysed = await analyseMarts(definitions, files);
  const all = [...analysed.problems, ...problems];
  if (all.length > 0) throw refused(new DefinitionError(all), consequence);
  return { definitions, tests, skipped: analysed.skipped };
}

/** The unit tests, and what is wrong with them, rows that the gate refuses included. */
export async function checkTests(
  root: string,
  definitions: Definitions,
): Promise<{ tests: CompiledTest[]; problems: DefinitionProblem[] }> {
  const files = testFiles(root);
  if (files.length === 0) return { tests: [], problems: [] };
  const { compileUnitTests, planTests } = await import("../core/unit-tests");
  const { tests, problems } = compileUnitTests(files, definitions);
  return { tests, problems: problems.length > 0 ? problems : (await planTests(tests, definitions)).problems };
}
