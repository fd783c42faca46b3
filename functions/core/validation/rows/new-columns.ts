import CONTRACT from "../../../../schemas/meta/contract.json";
import { type Finding, show } from "../../contract/finding";
import { snakeCase } from "../../definitions/columns";
import type { TableDefinition } from "../../documents";

/** The finding for a column that the row schema does not have, under the policy `reject`. */
export const unknownColumn = (column: string, found: string): Finding => ({
  column,
  rule: "new_column",
  expected: CONTRACT.phrases.new_column,
  found,
});

/**
 * Finds, under the policy `evolve`, the unknown columns that cannot become columns of their own, because a declared column
 * or another unknown column has their snake_case name. (No audit column has it: those begin with `_`.)
 */
export class Evolution {
  private readonly owners: Map<string, string>;

  constructor({ columns }: TableDefinition) {
    this.owners = new Map(columns.map(({ name, source_name }) => [name, source_name]));
  }

  /** Takes the name for `column`, unless another column has it. */
  claim(column: string): Finding | undefined {
    const name = snakeCase(column);
    const owner = this.owners.get(name);
    if (owner === undefined) this.owners.set(name, column);
    if (owner === undefined || owner === column) return undefined;
    return {
      column,
      rule: "new_column",
      expected: "new columns with names of their own in staging",
      found: `${show(column)}, which becomes ${name} as ${show(owner)} does`,
    };
  }
}
