import type { Command } from "commander";

const HELP = `
Example:
  $ sluice new-table demo/cities --from cities.csv

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
    .requiredOption("--from <file>", "a sample of the files that will arrive (any format, any compression)")
    .description("draft a table's definition from a sample file")
    .addHelpText("after", HELP)
    .action(newTable);
}

async function newTable(id: string, { from }: { from: string }): Promise<void> {
  const { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } = await import("node:fs");
  const { basename, join } = await import("node:path");
  const { UsageError } = await import("../errors");
  const { ROOT } = await import("../paths");
  const [source = "", table = ""] = tableId(id, UsageError);
  const folder = join(ROOT, "schemas", source, table);
  if (existsSync(folder))
    throw new UsageError(`schemas/${id}/ is there already: choose another name, or delete that folder first.`);
  if (!existsSync(from)) throw new UsageError(`${from} does not exist: give the path of a sample file with --from.`);
  if (statSync(from).isDirectory())
    throw new UsageError(`${from} is a folder, expected a file: give the path of one sample file with --from.`);
  const { draftTable } = await import("../../core/draft");
  const draft = await draftTable({ source, table, fileName: basename(from), bytes: readFileSync(from) });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "row.schema.json"), draft.rowSchema);
  writeFileSync(join(folder, "table.json"), draft.table);
  console.log(`Drafted schemas/${id}/row.schema.json and table.json from ${basename(from)}:`);
  for (const note of draft.notes) console.log(`  - ${note}`);
  console.log(`Next: check both files, then sluice deploy, then sluice load DIR with DIR/${id}/${basename(from)}.`);
}

function tableId(id: string, UsageError: new (message: string) => Error): string[] {
  if (/^[a-z][a-z0-9_]*\/[a-z][a-z0-9_]*$/.test(id)) return id.split("/");
  throw new UsageError(`${id} is no table id: expected <source>/<table> in a-z, 0-9 and _, such as demo/cities.`);
}
