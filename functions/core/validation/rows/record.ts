import {
  type Check,
  Compiler,
  compileCertain,
  compileRange,
  type Literals,
  member,
  Outcome,
  safeMagnitude,
} from "../../contract";
import type { Finding } from "../../contract/finding";
import type { Column, TableDefinition } from "../../documents";

export type { Literals } from "../../contract";
export type Row = Record<string, unknown>;
/** What is wrong with a row. `literals`: its numbers as they stood in the file, where a double may not hold them. */
export type RecordCheck = (row: Row, literals: Literals) => readonly Finding[];

/** A number that the column has no room for says nothing more by also breaking these. */
const NUMERIC = ["multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"];

const NONE: readonly Finding[] = [];

/**
 * Compiles what a row has to satisfy: its JSON Schema, and what its columns' types add to it. Columns that the schema
 * does not know are the business of `new_columns`, not of this check.
 */
export function compileRecordCheck({ row_schema, columns }: TableDefinition): RecordCheck {
  const { additionalProperties: _policy, ...schema } = row_schema;
  const compiler = new Compiler(schema);
  const check = compiler.compile(schema);
  const certain = compileCertain(schema, compiler.references, safeMagnitude(columns.map(({ type }) => type)));
  const ranges = compileRanges(columns);
  const [told, beyond] = [compiler.outcome(), new Outcome(false)];

  return (row, literals) => {
    const literal = literals.size > 0 ? literals : undefined;
    if (literal === undefined && certain?.(row)) return NONE;
    check(row, literal, told);
    ranges(row, literal, beyond);
    const [findings, outside] = [told.take(), beyond.take()];
    return outside.length > 0 ? [...findings.filter((finding) => !isSaid(finding, outside)), ...outside] : findings;
  };
}

const isSaid = ({ column, rule }: Finding, outside: readonly Finding[]) =>
  NUMERIC.includes(rule) && outside.some((other) => other.column === column);

function compileRanges(columns: readonly Column[]): Check {
  const parts = columns.flatMap(({ source_name: name, type }) => {
    const check = compileRange(type);
    return check ? [{ name, of: member(name), check }] : [];
  });
  return (row, literal, out) => {
    for (const { name, of, check } of parts) {
      const value = of(row as Row);
      if (value !== undefined) out.inside(name, check, value, (literal as Literals | undefined)?.get(name));
    }
  };
}
