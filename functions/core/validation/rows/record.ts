import CONTRACT from "../../../../schemas/meta/contract.json";
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
/** Finds the faults of a row. `literals`: its numbers as they stood in the file, where a double may not hold them. */
export type RecordCheck = (row: Row, literals: Literals) => readonly Finding[];

const NONE: readonly Finding[] = [];

/**
 * Compiles the check of a row: its JSON Schema, and the ranges of its columns' types. Columns that the schema does not
 * have are left to `new_columns`.
 */
export function compileRecordCheck({ row_schema, columns }: TableDefinition): RecordCheck {
  const { additionalProperties: _policy, ...schema } = row_schema;
  const compiler = new Compiler(schema);
  const check = compiler.compile(schema);
  const certain = compileCertain(schema, compiler.references, safeMagnitude(columns.map(({ type }) => type)));
  const ranges = compileRanges(columns);
  const [inside, beyond] = [compiler.outcome(), new Outcome(false)];

  return (row, literals) => {
    const literal = literals.size > 0 ? literals : undefined;
    if (literal === undefined && certain?.(row)) return NONE;
    check(row, literal, inside);
    ranges(row, literal, beyond);
    const [findings, outside] = [inside.take(), beyond.take()];
    return outside.length > 0 ? [...findings.filter((finding) => !isSaid(finding, outside)), ...outside] : findings;
  };
}

/** A number that the column has no room for says nothing more by also breaking a bound of its schema. */
const isSaid = ({ column, rule }: Finding, outside: readonly Finding[]) =>
  CONTRACT.keywords.numeric.includes(rule) && outside.some((other) => other.column === column);

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
