import type { MartDefinition } from "../../documents";
import type { InputColumn } from "./columns";
import type { Tables } from "./data-set";

type Fields = Record<string, unknown>;

/**
 * The definition of a first analysis of a fact, to be changed in QuickSight: how many rows there are, a measure by day, and
 * that measure by each list of values and each group of members.
 */
export function analysisOf(mart: MartDefinition, tables: Tables, dataSetArn: unknown): Fields {
  const measure = measureOf(tables.columns);
  const day = dayOf(mart, tables.columns);
  const told = measure ? `Sum of ${measure.Name}` : "Rows";
  const column = (name: string) => ({ DataSetIdentifier: mart.id, ColumnName: name });
  const rows = (id: string) => countField(id, mart, tables.columns, column);
  const value = (id: string) => (measure ? numerical(`${id}-value`, column(measure.Name), "SUM") : rows(id));
  const ofDay = ({ Name }: InputColumn) =>
    lineChart("by-day", `${told} by ${Name}`, dayField("by-day", column(Name)), value("by-day"));
  const ofCategory = ({ Name }: InputColumn, at: number) =>
    barChart(`by-${at + 1}`, `${told} by ${Name}`, categoryField(`by-${at + 1}`, column(Name)), value(`by-${at + 1}`));
  const visuals = [
    kpi("rows", "Rows", [rows("rows")]),
    ...(measure ? [kpi("total", told, [value("total")])] : []),
    ...(day ? [ofDay(day)] : []),
    ...categoriesOf(mart, tables).map(ofCategory),
  ];
  return {
    DataSetIdentifierDeclarations: [{ Identifier: mart.id, DataSetArn: dataSetArn }],
    Sheets: [{ SheetId: "overview", Name: "Overview", Visuals: visuals }],
  };
}

/** The last number with digits after the point: a total stands after what it is made of. */
const measureOf = (columns: readonly InputColumn[]) =>
  columns.filter(({ Name, Type }) => Type === "DECIMAL" && !isOfMember(Name)).at(-1);

/** Columns of members are called `name[role]`. */
const isOfMember = (name: string) => name.endsWith("]");

/** The day that the fact is stored by; else its first date. */
function dayOf({ partition_by }: MartDefinition, columns: readonly InputColumn[]): InputColumn | undefined {
  const dates = columns.filter(({ Name, Type }) => Type === "DATETIME" && !isOfMember(Name));
  return dates.find(({ Name }) => Name === partition_by) ?? dates[0];
}

const MOST_CATEGORIES = 3;

/** Columns with a list of values; then of each role its last text, for groups stand after names. */
function categoriesOf(mart: MartDefinition, { columns, roles }: Tables): InputColumn[] {
  const listed = mart.tests.flatMap((test) => (test.type === "accepted_values" ? [test.column] : []));
  const own = columns.filter(({ Name }) => listed.includes(Name));
  const members = Object.values(roles).flatMap((role) => role.filter(({ Type }) => Type === "STRING").at(-1) ?? []);
  return [...own, ...members].slice(0, MOST_CATEGORIES);
}

/** How many rows, counted by the first column of the key. */
function countField(
  visual: string,
  { natural_key: [key = ""] }: MartDefinition,
  columns: readonly InputColumn[],
  column: (name: string) => Fields,
): Fields {
  const { Type } = columns.find(({ Name }) => Name === key) ?? { Type: "STRING" };
  const FieldId = `${visual}-count`;
  if (Type === "INTEGER" || Type === "DECIMAL") return numerical(FieldId, column(key), "COUNT");
  const kind = Type === "DATETIME" ? "DateMeasureField" : "CategoricalMeasureField";
  return { [kind]: { FieldId, Column: column(key), AggregationFunction: "COUNT" } };
}

const numerical = (FieldId: string, Column: Fields, aggregation: "SUM" | "COUNT"): Fields => ({
  NumericalMeasureField: { FieldId, Column, AggregationFunction: { SimpleNumericalAggregation: aggregation } },
});

const dayField = (visual: string, Column: Fields): Fields => ({
  DateDimensionField: { FieldId: `${visual}-day`, Column, DateGranularity: "DAY" },
});

const categoryField = (visual: string, Column: Fields): Fields => ({
  CategoricalDimensionField: { FieldId: `${visual}-category`, Column },
});

const visual = (kind: string, VisualId: string, title: string, FieldWells: Fields, others: Fields = {}): Fields => ({
  [kind]: {
    VisualId,
    Title: { Visibility: "VISIBLE", FormatText: { PlainText: title } },
    ChartConfiguration: { FieldWells, ...others },
  },
});

const kpi = (id: string, title: string, Values: Fields[]) => visual("KPIVisual", id, title, { Values });

const lineChart = (id: string, title: string, day: Fields, value: Fields) =>
  visual("LineChartVisual", id, title, { LineChartAggregatedFieldWells: { Category: [day], Values: [value] } });

const barChart = (id: string, title: string, category: Fields, value: Fields) =>
  visual(
    "BarChartVisual",
    id,
    title,
    { BarChartAggregatedFieldWells: { Category: [category], Values: [value] } },
    { Orientation: "HORIZONTAL" },
  );
