/**
 * The validator's word on many files. Reads `[{ policy, row_schema, text }]`, and writes for each the compiled table, the
 * verdict, and the valid rows in the order of the file.
 */

import { compileDefinitions } from "../../../functions/core/definitions/compile";
import type { TableDefinition } from "../../../functions/core/documents";
import { type Verdict, validate } from "../../../functions/core/validation";
import { answerEach } from "../answers";

interface Given {
  policy: Record<string, unknown>;
  row_schema: Record<string, unknown>;
  text: string;
}

async function judge({ policy, row_schema, text }: Given, at: number) {
  const id = `shop/things_${at}`;
  const files = [
    { path: `schemas/${id}/table.json`, text: JSON.stringify(policy) },
    { path: `schemas/${id}/row.schema.json`, text: JSON.stringify(row_schema) },
  ];
  const table = compileDefinitions(files).tables[id] as TableDefinition;
  const rows: unknown[] = [];
  const chunks = (async function* () {
    yield Buffer.from(text);
  })();
  const verdict: Verdict = await validate(chunks, table, { file: id, onRow: (row) => rows.push(row) });
  return { table, verdict, rows };
}

answerEach(judge);
