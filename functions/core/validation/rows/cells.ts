import type { CsvFormat, TableDefinition } from "../../definitions/types";
import type { Limits } from "../limits";
import type { Problems } from "../problems";
import { type Certain, compileCertain } from "./fast";
import { checkHeader } from "./header";
import type { RecordCheck, Row } from "./record";
import { type Cast, compileCast, isNumber, QUOTED_EMPTY, resolve, typesOf } from "./text";

export interface CellsContext {
  readonly table: TableDefinition;
  readonly names: readonly string[];
  readonly line: number;
  readonly problems: Problems;
  readonly limits: Limits;
  readonly check: RecordCheck;
  readonly known: ReadonlySet<string>;
  readonly keyNames: readonly string[];
  readonly checkKey: (values: readonly unknown[], line: number) => void;
}

interface Cell {
  readonly name: string;
  readonly cast: Cast;
  /** Whether an empty cell is a null value of the property; otherwise the property is absent. */
  readonly nullable: boolean;
  /** Says that the text is valid, or leaves it to the schema. */
  readonly certain: Certain;
}

/** Keywords of a row schema that say nothing beyond its single properties. */
const PLAIN = [
  "$schema",
  "$id",
  "$comment",
  "$defs",
  "title",
  "description",
  "type",
  "properties",
  "required",
  "additionalProperties",
  "examples",
];

/**
 * Compiles the check of a row of text under the header `names`. Nearly all rows pass on their cells' own checks; one
 * that does not is built, cast and given to the JSON Schema, which decides.
 */
export function compileCells(context: CellsContext): (values: readonly string[], line: number) => void {
  const { table, names, problems, known, keyNames, checkKey } = context;
  checkHeader(context);
  const { null_value } = table.format as CsvFormat;
  const cells = names.map((name) => (known.has(name) ? cell(table, name, null_value) : undefined));
  const keyAt = keyNames.map((name) => names.indexOf(name));
  const width = names.length;
  const fast = cells.map((known) => known?.certain ?? (() => true));

  return (values, line) => {
    if (values.length !== width) {
      problems.add(line, { column: null, rule: "field_count", expected: `${width} fields`, found: `${values.length}` });
      return;
    }
    for (let at = 0; at < width; at += 1) {
      if ((fast[at] as Certain)(values[at] as string)) continue;
      slow(values, line);
      break;
    }
    if (keyAt.length)
      checkKey(
        keyAt.map((at) => values[at]),
        line,
      );
  };

  function slow(values: readonly string[], line: number) {
    const { row, literals } = build(cells, values, null_value);
    for (const finding of context.check(row, literals))
      problems.add(line, finding.found === "nothing" ? empty(finding, names) : finding);
  }
}

/** An empty cell is there, unlike a missing property: say what was found in it. */
const empty = <F extends { column: string | null; found: string }>(finding: F, names: readonly string[]): F =>
  names.includes(finding.column ?? "") ? { ...finding, found: "an empty field" } : finding;

function cell({ row_schema, columns }: TableDefinition, name: string, nullValue: string): Cell {
  const schema = resolve((row_schema.properties as Row)[name], row_schema);
  const nullable = typesOf(schema).includes("null");
  const required = ((row_schema.required ?? []) as string[]).includes(name);
  const plain = Object.keys(row_schema).every((keyword) => PLAIN.includes(keyword));
  const certain = plain
    ? compileCertain(schema, columns.find((column) => column.source_name === name)?.type ?? "string")
    : () => false;
  const allowsNull = plain && (nullable || !required);
  return {
    name,
    nullable,
    cast: compileCast(schema),
    certain: (text) => (text.length === nullValue.length && text === nullValue ? allowsNull : certain(text)),
  };
}

function build(cells: readonly (Cell | undefined)[], values: readonly string[], nullValue: string) {
  const row: Row = {};
  const literals = new Map<string, string>();
  cells.forEach((cell, at) => {
    const text = values[at] as string;
    if (!cell) return;
    if (text === QUOTED_EMPTY) row[cell.name] = "";
    else if (text !== nullValue) {
      row[cell.name] = cell.cast(text);
      if (typeof row[cell.name] === "number" && isNumber(text)) literals.set(cell.name, text);
    } else if (cell.nullable) row[cell.name] = null;
  });
  return { row, literals };
}
