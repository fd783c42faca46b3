/**
 * `sluice check` around Spark's analyser. Reads `[{ files, findings }]`, and writes for each the definitions, and every problem
 * as `sluice check` prints it: those of the documents and unit tests, and the `findings` of the analyser at their lines.
 */

import { placeFindings } from "../../../functions/core/definitions/analysis";
import { compileDefinitions, DefinitionError, type SourceFile } from "../../../functions/core/definitions/compile";
import type { AnalysisFinding } from "../../../functions/core/documents";
import { compileUnitTests, planTests } from "../../../functions/core/unit-tests";
import { answerEach } from "../answers";

interface Project {
  files: SourceFile[];
  findings: AnalysisFinding[];
}

async function check({ files, findings }: Project) {
  try {
    const definitions = compileDefinitions(files);
    const { tests, problems } = compileUnitTests(files, definitions);
    const planned = problems.length > 0 ? { plan: null, problems } : await planTests(tests, definitions);
    const { message } = new DefinitionError([...placeFindings(findings, files), ...planned.problems]);
    return { definitions, plan: planned.plan, said: message };
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    return { definitions: null, plan: null, said: error.message };
  }
}

answerEach(check);
