import type { TableDefinition } from "../documents";
import { compareColumns } from "./columns";
import { compareFields, equal, type Rule } from "./fields";
import type { Difference } from "./types";

const RELOAD = "load the table again from raw once it is deployed";

const RULES: Partial<Record<keyof TableDefinition, Rule>> = {
  natural_key: { breaks: `old and new rows of one key do not meet: ${RELOAD}`, rebuilds: true },
  feed: { breaks: `rows that are there were read as another feed: ${RELOAD}`, rebuilds: true },
  grain: { breaks: "a row stands for another thing: tell whoever reads the table" },
  sequence_by: { rebuilds: true },
};

/** What the two definitions of one table differ in. */
export function compareTable(was: TableDefinition, becomes: TableDefinition): Difference[] {
  const columns = compareColumns(was.columns, becomes.columns);
  const fields = compareFields(was, becomes, RULES, ["id", "columns", "row_schema"]);
  return [...columns, ...fields, ...(columns.length === 0 ? contract(was, becomes) : [])];
}

/** Rules of single rows that no column shows, such as `minimum`: files that were accepted may be refused, or the other way. */
function contract({ row_schema: was }: TableDefinition, { row_schema: becomes }: TableDefinition): Difference[] {
  if (equal(was, becomes)) return [];
  return [{ what: "row.schema.json", was: "as deployed", becomes: "with other rules", breaks: null, rebuilds: false }];
}
