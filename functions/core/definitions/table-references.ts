import type { Column } from "../documents";
import type { JsonDocument } from "./document";
import type { DefinitionProblem } from "./errors";
import { didYouMean } from "./suggest";

const isNested = ({ type }: Column): boolean => type.startsWith("struct") || type.startsWith("array");

/** Resolves the columns that fields of table.json name against row.schema.json. Collects `problems`. */
export class TableReferences {
  readonly problems: DefinitionProblem[] = [];

  constructor(
    private readonly document: JsonDocument,
    readonly columns: readonly Column[],
  ) {}

  refuse(pointer: string, sentence: string): void {
    this.problems.push(this.document.problem(pointer, sentence));
  }

  has(property: string): boolean {
    return this.columns.some(({ source_name }) => source_name === property);
  }

  /** The column of a property that `field` names; undefined, and a problem, when there is none. */
  column(field: string, pointer: string, property: string): Column | undefined {
    const found = this.columns.find(({ source_name }) => source_name === property);
    const known = this.columns.map(({ source_name }) => source_name);
    if (!found) {
      this.refuse(
        pointer,
        `"${field}" names "${property}", which row.schema.json does not have; name one of its properties.${didYouMean(property, known)}`,
      );
    }
    return found;
  }

  checkSingleValue(field: string, pointer: string, column: Column): void {
    if (isNested(column)) this.refuseType(field, pointer, column, "a single value");
  }

  checkNeverNull(field: string, pointer: string, { nullable, source_name }: Column): void {
    if (!nullable) return;
    this.refuse(
      pointer,
      `"${field}" names "${source_name}", which can be null, expected a property that never is; add it to "required" in row.schema.json, without the type null.`,
    );
  }

  refuseType(field: string, pointer: string, { source_name, type }: Column, expected: string): void {
    this.refuse(
      pointer,
      `"${field}" names "${source_name}", a ${type}, expected ${expected}; choose another property.`,
    );
  }
}
