import CONTRACT from "../../../../schemas/meta/contract.json";
import type { Finding } from "../../contract/finding";
import { fill } from "../../contract/phrases";
import type { TableDefinition } from "../../documents";
import type { RecordCheck } from "./record";

const { value, none } = CONTRACT.phrases.operation;
/** The remedy by rule. The compiler asks for a value, and for a listed one (definitions/table-operation.ts). */
const REMEDIES: Record<string, string> = { enum: value, required: none, missing_column: none };

/** The source column that says what a change is. */
export const operationColumn = ({ operation, columns }: TableDefinition): string | undefined =>
  columns.find(({ name }) => name === operation?.column)?.source_name;

/** Adds the remedy to a finding about the operation column. */
export function explainOperation(finding: Finding, column: string | undefined): Finding {
  const remedy = finding.column === column && column !== undefined ? REMEDIES[finding.rule] : undefined;
  return remedy === undefined ? finding : { ...finding, expected: fill(remedy, finding.expected) };
}

/** The same for the check of a row. */
export function explainOperations(table: TableDefinition, check: RecordCheck): RecordCheck {
  const column = operationColumn(table);
  if (column === undefined) return check;
  return (row, literals) => {
    const findings = check(row, literals);
    return findings.length === 0 ? findings : findings.map((finding) => explainOperation(finding, column));
  };
}
