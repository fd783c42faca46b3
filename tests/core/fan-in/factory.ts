import { compileDefinitions } from "../../../functions/core/definitions/compile";
import type { Definitions, MartDefinition, MartInput, TableDefinition } from "../../../functions/core/documents";

const { contract } = compileDefinitions([]);

type Input = `${string}:${"daily" | "any"}`;

/** `shop/orders:daily` is a table, `fact_sales:any` a mart. */
function martInput(text: Input): MartInput {
  const [name, cadence] = text.split(":") as [string, "daily" | "any"];
  const isTable = name.includes("/");
  const relation = isTable ? "current" : "mart";
  return {
    name,
    view: name,
    relation,
    table: isTable ? name : null,
    mart: isTable ? null : name,
    cadence,
    fixed: false,
  };
}

export function mart(id: string, level: number, ...inputs: Input[]): MartDefinition {
  const empty = {
    natural_key: [],
    surrogate_key: null,
    calendar: null,
    fixed: null,
    base: null,
    joins: [],
    historical: null,
    dimensions: [],
    partition_by: null,
    diff: true,
    tests: [],
  };
  const rest = {
    description: "",
    grain: "",
    sql: "",
    repair: "on_arrival" as const,
    refresh: "changed" as const,
    ...empty,
  };
  return { id, kind: "as_of", level, inputs: inputs.map(martInput), ...rest };
}

export function table(id: string, fields: Partial<TableDefinition> = {}): TableDefinition {
  const [source, name] = id.split("/") as [string, string];
  const named = { id, source, table: name, name: `${source}_${name}` };
  return {
    ...named,
    jdbc: null,
    batch_date: { file_name_pattern: null },
    crawl: "never",
    ...fields,
  } as TableDefinition;
}

export function definitions(tables: TableDefinition[], marts: MartDefinition[] = []): Definitions {
  const byId = <T extends { id: string }>(all: T[]) => Object.fromEntries(all.map((each) => [each.id, each]));
  return { contract, tables: byId(tables), marts: byId(marts), connections: {} };
}
