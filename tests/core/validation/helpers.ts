import type { Column, Format, RowSchema, TableDefinition } from "../../../functions/core/documents";
import { type Options, type Verdict, validate } from "../../../functions/core/validation";

const WORDS = { null_values: [""], boolean_values: { true: ["true"], false: ["false"] }, columns: {} };
export const CSV: Format = { type: "csv", delimiter: ",", quote: '"', header: true, encoding: "utf-8", ...WORDS };
export const JSON_ARRAY: Format = { type: "json", encoding: "utf-8" };
export const JSONL: Format = { type: "jsonl", encoding: "utf-8" };
export const XML: Format = { type: "xml", row_tag: "order", encoding: "utf-8", ...WORDS };

/** One order: an id, a quantity, a price with two decimals, a day, an optional note. */
export const ORDER: RowSchema = {
  type: "object",
  properties: {
    id: { type: "integer" },
    quantity: { type: "integer", minimum: 1, maximum: 1000 },
    price: { type: "number", multipleOf: 0.01 },
    day: { type: "string", format: "date" },
    note: { type: "string", maxLength: 20 },
  },
  required: ["id", "quantity"],
};

/** A table definition as the compiler would write it, but for what a test overrides. */
export function table(
  format: Format,
  row_schema: RowSchema = ORDER,
  overrides: Partial<TableDefinition> = {},
): TableDefinition {
  return {
    id: "shop/orders",
    source: "shop",
    table: "orders",
    name: "shop_orders",
    description: "Orders",
    grain: "one row per order",
    format,
    feed: "changes",
    natural_key: ["id"],
    sequence_by: null,
    operation: null,
    deletes: "delete",
    max_delete_percent: 50,
    zero_padded: [],
    another_file: "hold",
    jdbc: null,
    max_days_ahead: 2,
    first_date: null,
    batch_date: { file_name_pattern: null },
    partition_by: "load_date",
    invalid_rows: "reject_file",
    new_columns: "reject",
    crawl: "on_schema_change",
    columns: Object.entries(row_schema.properties as Record<string, RowSchema>).map(column),
    row_schema,
    ...overrides,
  };
}

function column([name, schema]: [string, RowSchema]): Column {
  return { name, source_name: name, type: sparkType(schema), nullable: true, description: null, pattern: null };
}

function sparkType({ type, multipleOf, format }: RowSchema): string {
  const types = [type].flat();
  if (types.includes("integer")) return "bigint";
  if (types.includes("number"))
    return multipleOf ? `decimal(18,${Math.round(-Math.log10(multipleOf as number))})` : "double";
  if (types.includes("boolean")) return "boolean";
  return format === "date" ? "date" : format === "date-time" ? "timestamp" : "string";
}

/** The text or bytes in pieces of `size` bytes, as S3 would give them. */
export async function* pieces(content: string | Uint8Array, size = 65_536): AsyncIterable<Uint8Array> {
  const bytes = Buffer.from(content as string);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Validates once whole and once byte by byte: where chunks end must never matter. */
export async function verdictOf(
  content: string | Uint8Array,
  given: TableDefinition,
  options: Options = {},
): Promise<Verdict> {
  const whole = await validate(pieces(content), given, { file: "orders", ...options });
  const small = await validate(pieces(content, content.length < 5_000 ? 1 : 10_007), given, {
    file: "orders",
    ...options,
  });
  expect(comparable(small)).toEqual(comparable(whole));
  return whole;
}

/** Where zlib, saxes and the size limit notice a fault depends on the chunks, and so does how many rows came before. */
function comparable(verdict: Verdict): unknown {
  const last = verdict.accepted ? undefined : verdict.problems.at(-1);
  return last && ["compression", "size", "xml"].includes(last.rule) ? [last.rule, last.found] : verdict;
}

/** "accepted N rows", or the message of every problem. */
export async function outcome(
  content: string | Uint8Array,
  given: TableDefinition,
  options: Options = {},
): Promise<string | string[]> {
  const verdict = await verdictOf(content, given, options);
  return verdict.accepted ? `accepted ${verdict.facts.rows} rows` : verdict.problems.map(({ message }) => message);
}
