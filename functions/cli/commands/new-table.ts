import { type Command, Option } from "commander";
import type { Draft } from "../../core/draft";
import { stageOption } from "../options";

const HELP = `
Examples:
  $ sluice new-table demo/cities --from cities.csv
  $ sluice new-table demo/towns --from-odcs towns.odcs.yaml
  $ sluice new-table erp/orders --from-jdbc erp SALES.ORDERS --stage dev

A contract is one of the Open Data Contract Standard 3, in YAML or JSON. Of several tables in it
the one with the new table's name is taken. A database is asked from this machine, over a
connection of glue/connections that the stage has, for types, nulls, primary key and comments.

The feed of the draft is snapshot. What to choose in table.json:
  snapshot   each file holds the whole table; a row that is absent is deleted
  changes    each file holds rows that are new or changed; also for files that only add
             rows, as logs and measurements do: name a natural key, and as sequence_by
             the time of the row

Writes schemas/<source>/<table>/row.schema.json and table.json; nothing else is touched.`;

export function registerNewTable(program: Command): void {
  program
    .command("new-table")
    .argument("<source/table>", "the new table's id, such as demo/cities")
    .addOption(
      new Option("--from <file>", "a sample of the files that will arrive (any format, any compression)").conflicts([
        "fromOdcs",
        "fromJdbc",
      ]),
    )
    .addOption(new Option("--from-odcs <file>", "a data contract (Open Data Contract Standard)").conflicts("fromJdbc"))
    .option("--from-jdbc <names...>", "a connection, and a table or view of its database")
    .addOption(stageOption())
    .description("draft a table's definition from a sample file, a data contract or a database")
    .addHelpText("after", HELP)
    .action(newTable);
}

interface Options {
  from?: string;
  fromOdcs?: string;
  fromJdbc?: string[];
  stage: string;
}

/** A draft, where it is from, and how rows get there. */
interface Drafted {
  draft: Draft;
  from: string;
  next: string;
}

async function newTable(id: string, options: Options): Promise<void> {
  const { existsSync, mkdirSync, writeFileSync } = await import("node:fs");
  const { join } = await import("node:path");
  const { UsageError } = await import("../errors");
  const { ROOT } = await import("../paths");
  const [source = "", table = ""] = tableId(id, UsageError);
  const folder = join(ROOT, "schemas", source, table);
  if (existsSync(folder))
    throw new UsageError(`schemas/${id}/ is there already: choose another name, or delete that folder first.`);
  const { draft, from, next } = await drafted(source, table, options);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "row.schema.json"), draft.rowSchema);
  writeFileSync(join(folder, "table.json"), draft.table);
  console.log(`Drafted schemas/${id}/row.schema.json and table.json from ${from}:`);
  for (const note of draft.notes) console.log(`  - ${note}`);
  console.log(`Next: check both files, then sluice deploy, then ${next}.`);
}

async function drafted(source: string, table: string, { from, fromOdcs, fromJdbc, stage }: Options): Promise<Drafted> {
  const { UsageError } = await import("../errors");
  if (from !== undefined) return ofSample(source, table, from);
  if (fromOdcs !== undefined) return ofContract(source, table, fromOdcs);
  if (fromJdbc !== undefined) return ofDatabase(source, table, fromJdbc, stage);
  throw new UsageError(
    "Nothing to draft from: give a sample file with --from, a contract with --from-odcs, or a connection and a relation with --from-jdbc.",
  );
}

async function ofSample(source: string, table: string, from: string): Promise<Drafted> {
  const fileName = await readable(from, "sample file", "--from");
  const { readFileSync } = await import("node:fs");
  const { draftTable } = await import("../../core/draft");
  const draft = await draftTable({ source, table, fileName, bytes: readFileSync(from) });
  return { draft, from: fileName, next: `sluice load DIR with DIR/${source}/${table}/${fileName}` };
}

async function ofContract(source: string, table: string, from: string): Promise<Drafted> {
  const fileName = await readable(from, "contract", "--from-odcs");
  const { readFileSync } = await import("node:fs");
  const { draftFromContract } = await import("../../core/export/odcs/read");
  const [text, connections] = [readFileSync(from, "utf8"), await connectionsHere()];
  const draft = draftFromContract({ source, table, fileName, text, connections });
  return { draft, from: fileName, next: `sluice load DIR with DIR/${source}/${table}/FILE` };
}

async function ofDatabase(source: string, table: string, names: string[], stage: string): Promise<Drafted> {
  const { UsageError } = await import("../errors");
  const [connection, relation, ...more] = names;
  if (connection === undefined || relation === undefined || more.length > 0)
    throw new UsageError(
      `--from-jdbc has ${names.join(" ")}, expected a connection and a relation, such as erp SALES.ORDERS: give both.`,
    );
  const { describeRelation } = await import("../pull/describe");
  const { draftRelation } = await import("../../core/draft/relation");
  const reported = await describeRelation(connection, relation, stage);
  const named = { source, table, connection, relation };
  const draft = draftRelation({ ...named, reported, connections: await connectionsHere() });
  return { draft, from: `${relation} of ${connection}`, next: `sluice pull ${source}/${table}` };
}

async function connectionsHere() {
  const { connectionFiles } = await import("../definition-files");
  const { ROOT } = await import("../paths");
  return connectionFiles(ROOT);
}

/** The name of a file that is there. */
async function readable(from: string, what: string, option: string): Promise<string> {
  const { existsSync, statSync } = await import("node:fs");
  const { basename } = await import("node:path");
  const { UsageError } = await import("../errors");
  if (!existsSync(from)) throw new UsageError(`${from} does not exist: give the path of a ${what} with ${option}.`);
  if (statSync(from).isDirectory())
    throw new UsageError(`${from} is a folder, expected a file: give the path of one ${what} with ${option}.`);
  return basename(from);
}

function tableId(id: string, UsageError: new (message: string) => Error): string[] {
  if (/^[a-z][a-z0-9_]*\/[a-z][a-z0-9_]*$/.test(id)) return id.split("/");
  throw new UsageError(`${id} is no table id: expected <source>/<table> in a-z, 0-9 and _, such as demo/cities.`);
}
