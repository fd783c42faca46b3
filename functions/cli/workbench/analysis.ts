import { existsSync } from "node:fs";
import { placeFindings } from "../../core/definitions/analysis";
import type { DefinitionProblem, SourceFile } from "../../core/definitions/compile";
import type { Analysis, AnalysisFinding, Definitions } from "../../core/documents";
import { VENV_PYTHON } from "../paths";
import { progressLine } from "../progress";
import { askWorkbench } from "./python";
import { martHashes, readStamps, writeStamps } from "./stamps";

/** What Spark's analyser says of the marts; `skipped` is why it was not asked, where it was not. */
export interface Analysed {
  problems: DefinitionProblem[];
  skipped: string | null;
}

const HOW = "sluice up installs what it takes";

/** Analyses the marts that have changed since their last analysis without findings. */
export async function analyseMarts(definitions: Definitions, files: readonly SourceFile[]): Promise<Analysed> {
  const [hashes, stamps] = [martHashes(definitions), readStamps()];
  const marts = Object.keys(hashes).filter((mart) => hashes[mart] !== stamps[mart]);
  if (marts.length === 0) return { problems: [], skipped: null };
  if (!existsSync(VENV_PYTHON))
    return { problems: [], skipped: `The SQL of marts was not analysed, as Spark is not installed here: ${HOW}.` };
  const { unavailable, findings } = await ask(definitions, marts);
  if (unavailable !== null)
    return { problems: [], skipped: `The SQL of marts was not analysed: ${unavailable} It takes Java 17.` };
  const wrong = new Set(findings.map(({ mart }) => mart));
  const isGreen = (mart: string) => stamps[mart] === hashes[mart] || (marts.includes(mart) && wrong.size === 0);
  writeStamps(Object.fromEntries(Object.entries(hashes).filter(([mart]) => isGreen(mart))));
  return { problems: placeFindings(findings as AnalysisFinding[], files), skipped: null };
}

async function ask(definitions: Definitions, marts: string[]): Promise<Analysis> {
  const line = progressLine();
  const started = Date.now();
  const tell = () =>
    line.update(`Spark analyses ${marts.join(", ")} ... ${Math.round((Date.now() - started) / 1000)} s`);
  const timer = setInterval(tell, 1000);
  try {
    for await (const answer of askWorkbench<Analysis>("analyse", { definitions, marts })) return answer;
  } finally {
    clearInterval(timer);
    line.clear();
  }
  throw new TypeError("the workbench answers once");
}
