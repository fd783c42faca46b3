import { type Finding, show } from "../../contract/finding";
import { snakeCase } from "../../definitions/columns";
import type { TableDefinition } from "../../documents";

/** A column that is in no schema, under the policy `reject`; `where` follows its name in the message. */
export const unknownColumn = (column: string, found: string): Finding => ({
  column,
  rule: "new_column",
  expected: "only columns of the row schema",
  found,
});

/**
 * Under the policy `evolve`, tells the unknown columns that cannot become columns of their own: whose snake_case name is
 * that of a declared column or of another unknown one. (It is never that of an audit column, which begin with `_`.)
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
