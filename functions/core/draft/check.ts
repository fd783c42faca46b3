import { compileDefinitions, DefinitionError } from "../definitions/compile";
import type { SourceFile } from "../definitions/document";
import { DraftError } from "./errors";

/** Compiles the draft, and rewords its problems in terms of the file. `connections` are the files of glue/connections. */
export function checkDraft(
  source: string,
  table: string,
  fileName: string,
  draft: { rowSchema: string; table: string },
  connections: readonly SourceFile[] = [],
): void {
  const folder = `schemas/${source}/${table}`;
  try {
    compileDefinitions([
      { path: `${folder}/table.json`, text: draft.table },
      { path: `${folder}/row.schema.json`, text: draft.rowSchema },
      ...connections,
    ]);
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    const sentences = error.problems.map(({ sentence }) => sentence).join(" ");
    throw new DraftError(`${fileName} gives no definition of ${source}/${table}: ${sentences}`);
  }
}
