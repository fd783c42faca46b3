import type { Dimension, MartDefinition } from "../../documents";
import { DeploymentError } from "../../errors";
import { martOf } from "../../names";
import { type ColumnsOfMarts, type InputColumn, inputColumns } from "./columns";

/** The tables of a data set, and how they are joined: the maps of AWS::QuickSight::DataSet. */
export interface Tables {
  PhysicalTableMap: Record<string, PhysicalTable>;
  LogicalTableMap: Record<string, LogicalTable>;
  /** What the analysis reads, under the names that it has in the data set */
  columns: InputColumn[];
  /** By role of a dimension, those of its columns */
  roles: Record<string, InputColumn[]>;
}

interface PhysicalTable {
  RelationalTable: {
    DataSourceArn: unknown;
    Catalog: string;
    Schema: string;
    Name: string;
    InputColumns: InputColumn[];
  };
}

interface LogicalTable {
  Alias: string;
  Source: { PhysicalTableId: string } | { JoinInstruction: JoinInstruction };
  DataTransforms?: Transform[];
}

interface JoinInstruction {
  LeftOperand: string;
  RightOperand: string;
  Type: "LEFT";
  OnClause: string;
  RightJoinKeyProperties: { UniqueKey: true };
}

type Transform =
  | { RenameColumnOperation: { ColumnName: string; NewColumnName: string } }
  | { ProjectOperation: { ProjectedColumns: string[] } };

/** Where the tables are. */
export interface Place {
  dataSourceArn: unknown;
  database: string;
}

/** QuickSight holds 64 logical tables a data set: a fact, and two for each dimension. */
const MOST_DIMENSIONS = 31;

/**
 * The table of a mart. A fact is joined with each of its dimension marts, once for each role, so that a row is a fact with
 * its members. The columns of a member are called `name[role]`, as QuickSight itself calls those of a joined table.
 * @throws DeploymentError for a fact with more dimensions than a data set holds
 */
export function tablesOf(mart: MartDefinition, columns: ColumnsOfMarts, place: Place): Tables {
  const own = inputColumns(columns[mart.id] ?? []);
  const joined = mart.dimensions.filter(({ member_key, input }) => member_key !== null && martOf(input) in columns);
  if (joined.length > MOST_DIMENSIONS) {
    throw new DeploymentError(
      `glue/marts/${mart.id}/mart.json: ${joined.length} dimensions, and a data set of QuickSight joins at most ${MOST_DIMENSIONS}; leave quicksight_principal_arn empty, or split the fact.`,
    );
  }
  const tables: Tables = {
    PhysicalTableMap: { [idOf(mart.id)]: relational(mart.id, own, place) },
    LogicalTableMap: { [idOf(mart.id)]: { Alias: mart.id, Source: { PhysicalTableId: idOf(mart.id) } } },
    columns: own,
    roles: {},
  };
  return joined.reduce((before, dimension) => join(before, mart, dimension, columns, place), tables);
}

/** The keys of both maps are letters, digits and hyphens. */
const idOf = (...words: string[]) => words.join("-").replaceAll("_", "-");
const named = (column: string, role: string) => `${column}[${role}]`;

function relational(table: string, columns: InputColumn[], { dataSourceArn, database }: Place): PhysicalTable {
  return {
    RelationalTable: {
      DataSourceArn: dataSourceArn,
      Catalog: "AwsDataCatalog",
      Schema: database,
      Name: table,
      InputColumns: columns,
    },
  };
}

function join(
  before: Tables,
  mart: MartDefinition,
  dimension: Dimension,
  columns: ColumnsOfMarts,
  place: Place,
): Tables {
  const { name: role, input, surrogate_key, member_key } = dimension;
  const members = inputColumns(columns[martOf(input)] ?? []);
  const renamed = members.map(({ Name, Type }) => ({ Name: named(Name, role), Type }));
  const key = named(member_key as string, role);
  const shown = renamed.filter(({ Name }) => Name !== key);
  const [id, joinId] = [idOf("role", role), idOf("join", role)];
  const left = Object.keys(before.LogicalTableMap).at(-1) as string;
  const all = [...before.columns, ...shown];
  return {
    PhysicalTableMap: { ...before.PhysicalTableMap, [id]: relational(martOf(input), members, place) },
    LogicalTableMap: {
      ...before.LogicalTableMap,
      [id]: {
        Alias: role,
        Source: { PhysicalTableId: id },
        DataTransforms: members.map(({ Name }) => ({
          RenameColumnOperation: { ColumnName: Name, NewColumnName: named(Name, role) },
        })),
      },
      [joinId]: {
        Alias: `${mart.id} with ${role}`,
        Source: {
          JoinInstruction: {
            LeftOperand: left,
            RightOperand: id,
            Type: "LEFT",
            OnClause: `{${surrogate_key}} = {${key}}`,
            RightJoinKeyProperties: { UniqueKey: true },
          },
        },
        DataTransforms: [{ ProjectOperation: { ProjectedColumns: all.map(({ Name }) => Name) } }],
      },
    },
    columns: all,
    roles: { ...before.roles, [role]: shown },
  };
}
