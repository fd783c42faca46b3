import { gzipSync } from "node:zlib";
import { compileDefinitions } from "../../../functions/core/definitions/compile";
import type { TableDefinition } from "../../../functions/core/documents";
import { draftTable } from "../../../functions/core/draft";
import { type Verdict, validate } from "../../../functions/core/validation";

/** A draft from text or bytes, its compiled definition, and the validator's verdict on the very same file. */
export async function draftAndValidate(file: string | Uint8Array, fileName = "cities.csv") {
  const bytes = typeof file === "string" ? Buffer.from(file) : file;
  const draft = await draftTable({ source: "demo", table: "cities", fileName, bytes });
  const definition = compileDefinitions([
    { path: "schemas/demo/cities/table.json", text: draft.table },
    { path: "schemas/demo/cities/row.schema.json", text: draft.rowSchema },
  ]).tables["demo/cities"] as TableDefinition;
  const verdict: Verdict = await validate(chunks(bytes), definition);
  const types = Object.fromEntries(
    definition.columns.map(({ source_name, type, nullable }) => [source_name, nullable ? `${type}?` : type]),
  );
  return { draft, definition, verdict, types, table: JSON.parse(draft.table) };
}

async function* chunks(bytes: Uint8Array) {
  yield bytes;
}

export const gzip = (text: string) => gzipSync(text);

export async function draftError(text: string | Uint8Array, fileName = "cities.csv"): Promise<string> {
  try {
    await draftTable({ source: "demo", table: "cities", fileName, bytes: Buffer.from(text) });
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
  return "no error";
}
