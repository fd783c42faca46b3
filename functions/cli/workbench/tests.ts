import pc from "picocolors";
import { DefinitionError } from "../../core/definitions/compile";
import type { Definitions, TestFailure, TestOutcome } from "../../core/documents";
import { type CompiledTest, planTests } from "../../core/unit-tests";
import { findMart } from "../catalogue/find";
import { checkTests } from "../check";
import { UsageError } from "../errors";
import { ROOT } from "../paths";
import { progressLine } from "../progress";
import { checkedDefinitions, refused } from "../read-definitions";
import { countsLine } from "../suites/counts";
import { renderDifference } from "./difference";
import { askWorkbench } from "./python";

/**
 * Runs the unit tests of the mart `named`, or of all marts, and prints each outcome as soon as it is known.
 * @returns whether all passed
 * @throws UsageError when there is nothing to run, or a definition or a test is wrong
 */
export async function testMarts(named: string | undefined): Promise<boolean> {
  const definitions = checkedDefinitions(ROOT, "; no test was run");
  const mart = named === undefined ? undefined : findMart(named, definitions).id;
  const { tests, problems } = await checkTests(ROOT, definitions);
  const consequence = "; no test was run";
  if (problems.length > 0) throw refused(new DefinitionError(problems), consequence);
  const wanted = tests.filter((test) => mart === undefined || test.mart === mart);
  if (wanted.length === 0) throw new UsageError(noTests(mart));
  const failed = await run(wanted, definitions);
  console.log(countsLine({ passed: wanted.length - failed, failed, skipped: 0 }));
  return failed === 0;
}

const noTests = (mart = "MART") =>
  `There is no test of ${mart === "MART" ? "any mart" : mart}: write glue/marts/${mart}/tests/<name>.yml, or draft one with sluice test-mart ${mart} --from DATE.`;

async function run(tests: readonly CompiledTest[], definitions: Definitions): Promise<number> {
  const { plan } = await planTests(tests, definitions);
  const line = progressLine();
  let [failed, heading, done] = [0, "", 0];
  const tell = () => line.update(done === 0 ? "Starting Spark ..." : `Test ${done + 1} of ${tests.length} ...`);
  tell();
  for await (const { test: at, seconds, failure } of askWorkbench<TestOutcome>("test", plan)) {
    const test = tests[at] as CompiledTest;
    line.clear();
    if (test.mart !== heading) console.log(pc.bold(test.mart));
    heading = test.mart;
    console.log(`  ${failure ? pc.red("✖") : pc.green("✔")} ${test.name} ${pc.dim(`(${seconds.toFixed(1)} s)`)}`);
    if (failure) console.log(indented(describe(test, failure)));
    failed += failure ? 1 : 0;
    done += 1;
    if (done < tests.length) tell();
  }
  return failed;
}

/** Where the test failed, why, and the rows that differ. */
function describe({ steps }: CompiledTest, { step, sentence, difference }: TestFailure): string {
  const failed = steps[step] as CompiledTest["steps"][number];
  const about = steps.length > 1 ? `step ${step + 1}, ${failed.batch_date}: ` : "";
  const { path, line } = failed.problem("");
  const rows = difference ? [renderDifference(difference)] : [];
  return [`${path}:${line}: ${about}${sentence}`, ...rows].join("\n");
}

const indented = (text: string) => text.replaceAll(/^/gm, "    ");
