import { Ajv2020, type ErrorObject } from "ajv/dist/2020";
import addFormats from "ajv-formats";
import type { TableDefinition } from "../../definitions/types";
import { type Finding, show } from "../problems";
import { isDate, isDateTime } from "./dates";
import { compileExact, compileMultiple, type ExactCheck, NUMERIC_RULES } from "./exact";
import { expectation } from "./phrases";
import { resolve } from "./text";

export type Row = Record<string, unknown>;
/** Number literals as they stood in the file, by top-level column, where a double may not hold them. */
export type Literals = ReadonlyMap<string, string>;
export type RecordCheck = (row: Row, literals: Literals) => Finding[];

const isNumeric = (type: string) => type === "bigint" || type === "double" || type.startsWith("decimal");

/** The JSON Schema validator of every row: draft 2020-12, all errors, our dates and exact `multipleOf`. */
export function rowAjv(): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    ownProperties: true,
    strictTypes: false,
    strictTuples: false,
  });
  addFormats.default(ajv);
  ajv.addFormat("date", isDate).addFormat("date-time", isDateTime);
  // ajv divides doubles: 0.07 is no multiple of 0.01 for it.
  ajv.removeKeyword("multipleOf").addKeyword({
    keyword: "multipleOf",
    type: "number",
    schemaType: "number",
    compile: compileMultiple,
  });
  return ajv;
}

/** Compiles a table's row schema. Columns it does not know are the business of `new_columns`, not of this check. */
export function compileRecordCheck({ row_schema, columns }: TableDefinition): RecordCheck {
  const { additionalProperties: _policy, ...schema } = row_schema;
  const validate = rowAjv().compile(schema);
  const properties = (schema.properties ?? {}) as Row;
  const exact = columns
    .filter(({ type }) => isNumeric(type))
    .map(({ source_name: name, type }) => ({ name, ...compileExact(resolve(properties[name], schema), type) }));

  return (row, literals) => {
    const findings = validate(row) ? [] : (validate.errors ?? []).map(toFinding);
    for (const column of exact) {
      const value = row[column.name];
      const literal = literals.get(column.name);
      if (typeof value !== "number" || (literal === undefined && Math.abs(value) < column.safe)) continue;
      judge(findings, column, literal ?? String(value));
    }
    return findings;
  };
}

/** Replaces what ajv said about a number's size and decimals, from a double, by what its digits say. */
function judge(findings: Finding[], { name, check }: ExactCheck & { name: string }, literal: string): void {
  for (let at = findings.length - 1; at >= 0; at -= 1) {
    const { column, rule } = findings[at] as Finding;
    if (column === name && NUMERIC_RULES.has(rule)) findings.splice(at, 1);
  }
  const broken = check(literal);
  if (broken) findings.push({ column: name, ...broken, found: literal.length > 80 ? show(literal) : literal });
}

function toFinding(error: ErrorObject): Finding {
  const { missingProperty, additionalProperty, unevaluatedProperty } = error.params as Record<
    string,
    string | undefined
  >;
  const inner = missingProperty ?? additionalProperty ?? unevaluatedProperty;
  const path = error.instancePath
    .split("/")
    .slice(1)
    .map((key) => key.replace(/~1/g, "/").replace(/~0/g, "~"));
  return {
    column: [...path, ...(inner === undefined ? [] : [inner])].join(".") || null,
    rule: error.keyword,
    expected: expectation(error),
    found: missingProperty === undefined ? show(additionalProperty ?? unevaluatedProperty ?? error.data) : "nothing",
  };
}
