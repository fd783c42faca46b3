import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import TYPES from "../../glue/pull/oracle-types.json";

/** SQL of the value, the text that Athena answers, and how often the text comes. */
type Told = [sql: string, text: string | null, times?: number] | null;

/** The columns of a table of Oracle, with four rows, of which the last has numbers that no contract has. */
export const ORACLE_TYPES = TYPES as unknown as { name: string; oracle: string; property: object; rows: Told[] }[];
export const ORACLE = "erp/types";

/** A row as Athena answers it. */
export const oracleRow = (number: number): (string | null)[] =>
  ORACLE_TYPES.map(({ rows }) => {
    const [, text, times] = rows[number] ?? [];
    return text?.repeat(times ?? 1) ?? null;
  });

/** The password of the roles below, which is no other's. */
export const WRONG = "not-the-password";
/** A user without a right, and one whose reads the database breaks off. */
export const POOR = "pauper";
export const HASTY = "hasty";
const ROLES = [POOR, HASTY].map((role) => `create role ${role} login password '${WRONG}'`).join(";\n");
/** Row security spares tables with numbers below 16384, which a server that fills a database without clients gives. */
const ORDINARY = "select count(lo_unlink(lo_create(0))) from generate_series(1, 5000)";
const UNDO = 'ORA-01555: snapshot too old: rollback segment number  with name "" too small';
const RECOVERY = "canceling statement due to conflict with recovery";

/** Each row that HASTY reads of a table raises `sentence`. */
const refuse = (table: string, sentence: string) =>
  [
    `create function public.refuse() returns boolean language plpgsql as $$ begin raise exception '${sentence}'; end $$`,
    `grant select on ${table} to ${HASTY}`,
    `alter table ${table} enable row level security`,
    `create policy refuse on ${table} to ${HASTY} using (public.refuse())`,
  ].join(";\n");

/** Adds a connection to Oracle, its sample database and a table with every type to the project at `root`. */
export function addOracle(root: string): void {
  const write = (path: string, content: unknown) => {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), typeof content === "string" ? content : JSON.stringify(content));
  };
  write("glue/connections/erp.json", { description: "An ERP", database: "oracle" });
  const rows = [0, 1, 2, 3].map(insertRow);
  write(
    "glue/connections/erp.sql",
    `${[ORDINARY, createTable(), ...rows, ROLES, refuse("types", UNDO)].join(";\n\n")};\n`,
  );
  const sample = "glue/connections/warehouse.sql";
  write(sample, `${readFileSync(join(root, sample), "utf8")}\n${refuse("stock", RECOVERY)};\n`);
  write(`schemas/${ORACLE}/row.schema.json`, {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    required: ["ID"],
    properties: Object.fromEntries(ORACLE_TYPES.map(({ name, property }) => [name, property])),
  });
  write(`schemas/${ORACLE}/table.json`, {
    description: "Every type of Oracle",
    grain: "one row per id",
    format: { type: "parquet" },
    feed: "snapshot",
    natural_key: ["ID"],
    invalid_rows: { quarantine: { max_percent: 50 } },
    source: { jdbc: { connection: "erp", relation: "types", split_by: "key", connections: 2 } },
  });
}

function createTable(): string {
  const columns = JSON.stringify(Object.fromEntries(ORACLE_TYPES.map(({ name, oracle }) => [name, oracle])));
  return `select oracle.create_table('types', '${columns}')`;
}

function insertRow(number: number): string {
  const values = ORACLE_TYPES.map(({ rows }) => rows[number]?.[0] ?? "null");
  return `insert into types values (${values.join(", ")})`;
}
