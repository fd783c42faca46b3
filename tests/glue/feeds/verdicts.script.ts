/**
 * The validator's word on many files. Reads `[{ policy, row_schema, text }]`, and writes for each the compiled table, the
 * verdict, and the valid rows in the order of the file.
 */
import { compileDefinitions } from "../../../functions/core/definitions/compile";
import type { TableDefinition } from "../../../functions/core/documents";
import { type Verdict, validate } from "../../../functions/core/validation";

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

async function main() {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  const given = JSON.parse(Buffer.concat(chunks).toString()) as Given[];
  process.stdout.write(JSON.stringify(await Promise.all(given.map(judge))));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
