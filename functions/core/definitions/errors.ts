import { SluiceError } from "../errors";

/** One thing wrong with one document; `sentence` says expected, found and the remedy. `line` is 1-based. */
export interface DefinitionProblem {
  path: string;
  line: number;
  sentence: string;
}

/** The definitions cannot be compiled. The message lists every problem, one `path:line: sentence` per line. */
export class DefinitionError extends SluiceError {
  override readonly name = "DefinitionError";

  constructor(readonly problems: readonly DefinitionProblem[]) {
    super(problems.map(({ path, line, sentence }) => `${path}:${line}: ${sentence}`).join("\n"));
  }
}
