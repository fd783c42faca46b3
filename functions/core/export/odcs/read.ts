import type { SourceFile } from "../../definitions/document";
import type { TableJson } from "../../documents";
import type { Draft } from "../../draft";
import { checkDraft } from "../../draft/check";
import { DraftError } from "../../draft/errors";
import { readContract } from "./document";
import type { Schema } from "./equal";
import { fromProperties, typeOf } from "./property";
import { type Contract, CUSTOM, customOf, type Property, type SchemaObject } from "./types";

export interface ContractInput {
  /** Names of the folders, `schemas/<source>/<table>/`. */
  source: string;
  table: string;
  /** For messages. */
  fileName: string;
  text: string;
  /** The files of glue/connections: a table that is pulled names one. */
  connections: readonly SourceFile[];
}

/**
 * Drafts a table's definition from a contract of the Open Data Contract Standard 3. The draft compiles.
 * @throws DraftError when the file is no such contract, or its table has no definition
 */
export function draftFromContract({ source, table, fileName, text, connections }: ContractInput): Draft {
  const contract = readContract(fileName, text);
  const object = objectFor(source, table, fileName, contract);
  const { policy, notes } = policyOf(contract, object);
  const draft = {
    rowSchema: print(rowSchemaOf(object)),
    table: print(policy),
    notes: [...notes, ...leftOut(contract, object)],
  };
  checkDraft(source, table, fileName, draft, connections);
  return draft;
}

const print = (document: unknown) => `${JSON.stringify(document, null, 2)}\n`;

/** The only table of the contract, or the one with that name. */
function objectFor(source: string, table: string, fileName: string, { schema = [] }: Contract): SchemaObject {
  const named = schema.filter(({ name }) => name === `${source}_${table}` || name === table);
  const [found, ...others] = named.length > 0 ? named : schema;
  if (found && others.length === 0) {
    if (found.properties?.length) return found;
    throw new DraftError(`${fileName}: the table ${found.name} has no properties, expected its columns; add them.`);
  }
  const names = schema.map(({ name }) => name).join(", ") || "none";
  throw new DraftError(
    `${fileName}: expected one table, or one that is called ${source}_${table} or ${table}, found ${names}; name the new table after one of them.`,
  );
}

function rowSchemaOf({ businessName, properties = [], ...object }: SchemaObject): Schema {
  const row = { type: "object", ...fromProperties(properties) };
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    ...(businessName !== undefined && { title: businessName }),
    ...row,
    ...(customOf(object, CUSTOM.keywords) as Schema | undefined),
  };
}

/** table.json, and what was assumed where the contract is silent. */
function policyOf(contract: Contract, object: SchemaObject): { policy: TableJson; notes: string[] } {
  const kept = customOf(object, CUSTOM.policy) as Partial<TableJson> | undefined;
  const key = keyOf(object.properties ?? []);
  const partition = object.properties?.find(({ partitioned }) => partitioned)?.name;
  const format = kept?.format ?? { type: formatOf(contract) };
  const date_patterns = { ...format.date_patterns, ...datePatterns(object.properties ?? []) };
  const policy = {
    $schema: "../../meta/table.schema.json",
    description: object.description ?? contract.description?.purpose ?? `The table ${object.name} of a contract`,
    grain: object.dataGranularityDescription ?? (key.length > 0 ? `one row per ${key.join(", ")}` : "one row each"),
    feed: "snapshot" as const,
    natural_key: key,
    ...(partition !== undefined && { partition_by: partition }),
    ...kept,
    format: { ...format, ...(Object.keys(date_patterns).length > 0 && { date_patterns }) },
  };
  return { policy, notes: kept ? [] : assumed(contract, policy) };
}

function assumed({ servers = [] }: Contract, { format, natural_key }: TableJson): string[] {
  const said = servers.some((server) => server.format !== undefined);
  return [
    said
      ? `The format is ${format.type}, as the server of the contract says.`
      : "The contract does not say how the files are written: csv is assumed; correct format in table.json.",
    natural_key.length > 0
      ? `The natural key is ${natural_key.join(", ")}, the primary key of the contract.`
      : "The contract has no primary key, so the natural key is []: a row is identified by all its values.",
    "The feed is snapshot: each file holds the whole table; use changes if files hold only what changed, or only add rows, as a log does.",
  ];
}

const FORMATS: Record<string, TableJson["format"]["type"]> = {
  csv: "csv",
  tsv: "tsv",
  xml: "xml",
  parquet: "parquet",
  jsonl: "jsonl",
  ndjson: "jsonl",
};

/** The format of the files that the first server names; json with a row a line is jsonl. */
function formatOf({ servers = [] }: Contract): TableJson["format"]["type"] {
  const server = servers.find(({ format }) => format !== undefined);
  const format = server?.format?.toLowerCase() ?? "csv";
  if (format === "json") return server?.delimiter === "new_line" ? "jsonl" : "json";
  return FORMATS[format] ?? "csv";
}

function keyOf(properties: readonly Property[]): string[] {
  const position = ({ primaryKeyPosition = 0 }: Property) => primaryKeyPosition;
  const keys = properties.filter(({ primaryKey }) => primaryKey);
  return keys.sort((a, b) => position(a) - position(b)).map(({ name }) => name);
}

/** By property, how its dates are written where not as ISO 8601 says. */
function datePatterns(properties: readonly Property[]): Record<string, string> {
  const written = properties.flatMap((property) => {
    const pattern = property.logicalTypeOptions?.format;
    const isDate = ["date", "timestamp"].includes(typeOf(property));
    return isDate && typeof pattern === "string" && !ISO.has(pattern) ? [[property.name, pattern] as const] : [];
  });
  return Object.fromEntries(written);
}

const ISO = new Set(["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ssXXX", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX"]);

/** Parts of a contract that a definition has no place for. */
function leftOut(contract: Contract, { quality, properties = [] }: SchemaObject): string[] {
  const parts = ["slaProperties", "team", "roles", "support", "price"].filter((part) => part in contract);
  const unique = properties.filter((property) => property.unique && !property.primaryKey).map(({ name }) => name);
  return [
    ...(parts.length > 0 ? [`Left out, as a definition has no place for it: ${parts.join(", ")}.`] : []),
    ...(quality?.length ? ["Left out: the quality checks of the table; a mart tests its own rows."] : []),
    ...(unique.length > 0 ? [`Left out: that ${unique.join(", ")} is unique; a mart can test it.`] : []),
  ];
}
