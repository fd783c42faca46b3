import type { InputColumn } from "../../../functions/core/consumers/quicksight/columns";
import type { Tables } from "../../../functions/core/consumers/quicksight/data-set";

const quoted = (name: string) => `"${name}"`;

/** The rows of a data set of QuickSight as a query of Athena, one common table expression for each logical table. */
export function sqlOf(tables: Tables): string {
  const logical = Object.entries(tables.LogicalTableMap).map(
    ([id, table]) => `${quoted(id)} as (select ${joined(table) ?? relational(table, tables)})`,
  );
  return `with ${logical.join(", ")} select * from ${quoted(Object.keys(tables.LogicalTableMap).at(-1) as string)}`;
}

type LogicalTable = Tables["LogicalTableMap"][string];

/** The columns that a join projects, of its two operands. */
function joined({ Source, DataTransforms = [] }: LogicalTable): string | undefined {
  if (!("JoinInstruction" in Source)) return undefined;
  const { LeftOperand, RightOperand, OnClause } = Source.JoinInstruction;
  const shown = DataTransforms.flatMap((step) =>
    "ProjectOperation" in step ? step.ProjectOperation.ProjectedColumns.map(quoted) : [],
  );
  const on = OnClause.replaceAll(/\{([^}]+)\}/g, (_, name) => quoted(name));
  return `${shown.join(", ")} from ${quoted(LeftOperand)} left join ${quoted(RightOperand)} on ${on}`;
}

/** The columns of a table, under their new names. */
function relational({ Source, DataTransforms = [] }: LogicalTable, { PhysicalTableMap }: Tables): string {
  const table = "PhysicalTableId" in Source ? PhysicalTableMap[Source.PhysicalTableId]?.RelationalTable : undefined;
  if (!table) throw new Error("A logical table has no physical one.");
  const names = new Map(
    DataTransforms.flatMap((step) => ("RenameColumnOperation" in step ? [step.RenameColumnOperation] : [])).map(
      ({ ColumnName, NewColumnName }) => [ColumnName, NewColumnName] as const,
    ),
  );
  const columns = table.InputColumns.map(({ Name }) => `${quoted(Name)} as ${quoted(names.get(Name) ?? Name)}`);
  return `${columns.join(", ")} from ${quoted(table.Schema)}.${quoted(table.Name)}`;
}

/** By Athena's type, what QuickSight makes of it. */
const TYPES: Record<string, InputColumn["Type"]> = {
  tinyint: "INTEGER",
  smallint: "INTEGER",
  integer: "INTEGER",
  bigint: "INTEGER",
  decimal: "DECIMAL",
  double: "DECIMAL",
  date: "DATETIME",
  timestamp: "DATETIME",
  "timestamp with time zone": "DATETIME",
  boolean: "BOOLEAN",
  varchar: "STRING",
};

export const ofAthena = ({ name, type }: { name: string; type: string }) => ({ Name: name, Type: TYPES[type] ?? type });
