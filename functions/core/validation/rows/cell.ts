import CONTRACT from "../../../../schemas/meta/contract.json";
import type { TableDefinition } from "../../documents";
import { type Certain, compileCertain } from "./fast";
import type { Row } from "./record";
import { type Cast, compileCast, isNumber, QUOTED_EMPTY, resolve, typesOf } from "./text";
import type { Words } from "./words";

/** The compiled checks of one column of text. */
export interface Cell {
  readonly name: string;
  readonly cast: Cast;
  /** Whether a text stands for null. */
  readonly isNull: (text: string) => boolean;
  /** Whether such a text is a null value of the property; otherwise the property is absent. */
  readonly nullable: boolean;
  /** True for a text that is certainly valid; the schema decides about any other. */
  readonly certain: Certain;
}

/** Keywords of a row schema that say nothing beyond its single properties. */
const { plain: PLAIN } = CONTRACT.keywords;

export function compileCell(table: TableDefinition, name: string, words: Words): Cell {
  const { row_schema, columns } = table;
  const padded = table.zero_padded.includes(name);
  const schema = resolve((row_schema.properties as Row)[name], row_schema);
  const nullable = typesOf(schema).includes("null");
  const required = ((row_schema.required ?? []) as string[]).includes(name);
  const plain = Object.keys(row_schema).every((keyword) => PLAIN.includes(keyword));
  const certain = plain
    ? compileCertain(
        schema,
        columns.find((column) => column.source_name === name)?.type ?? "string",
        padded,
        words.booleans,
      )
    : () => false;
  const allowsNull = plain && (nullable || !required);
  return {
    name,
    nullable,
    isNull: words.isNull,
    cast: compileCast(schema, padded, words.booleans),
    certain: orNull(certain, allowsNull, words),
  };
}

/** The check of a text that may stand for null; it looks for null only where that may change what `certain` says. */
function orNull(certain: Certain, allowsNull: boolean, { nulls, isNull }: Words): Certain {
  const [only = ""] = nulls;
  // Nearly every file has one text for null, and many columns hold little else.
  if (allowsNull && nulls.length === 1)
    return (text) => (text.length === only.length && text === only) || certain(text);
  if (allowsNull) return (text) => certain(text) || isNull(text);
  return nulls.some(certain) ? (text) => !isNull(text) && certain(text) : certain;
}

/** Builds the record of a row of text, by the names in the file, with the literals of its numbers. */
export function buildRow(cells: readonly (Cell | undefined)[], values: readonly string[]) {
  // No prototype: a column may be called `__proto__`.
  const row: Row = Object.create(null);
  const literals = new Map<string, string>();
  cells.forEach((cell, at) => {
    const text = values[at] as string;
    if (!cell) return;
    if (text === QUOTED_EMPTY) row[cell.name] = "";
    else if (!cell.isNull(text)) {
      row[cell.name] = cell.cast(text);
      if (typeof row[cell.name] === "number" && isNumber(text)) literals.set(cell.name, text);
    } else if (cell.nullable) row[cell.name] = null;
  });
  return { row, literals };
}
