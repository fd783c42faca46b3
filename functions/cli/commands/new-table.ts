import { type Command, Option } from "commander";
import type { Draft } from "../../core/draft";

const HELP = `
Examples:
  $ sluice new-table demo/cities --from cities.csv
  $ sluice new-table demo/towns --from-odcs towns.odcs.yaml

A contract is one of the Open Data Contract Standard 3, in YAML or JSON. Of several tables in it
the one with the new table's name is taken.

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
      new Option("--from <file>", "a sample of the files that will arrive (any format, any compression)").conflicts(
        "fromOdcs",
      ),
    )
    .option("--from-odcs <file>", "a data contract (Open Data Contract Standard)")
    .description("draft a table's definition from a sample file or a data contract")
    .addHelpText("after", HELP)
    .action(newTable);
}

interface Options {
  from?: string;
  fromOdcs?: string;
}

async function newTable(id: string, options: Options): Promise<void> {
  const { existsSync, mkdirSync, statSync, writeFileSync } = await import("node:fs");
  const { basename, join } = await import("node:path");
  const { UsageError } = await import("../errors");
  const { ROOT } = await import("../paths");
  const [source = "", table = ""] = tableId(id, UsageError);
  const { option, from } = given(options, UsageError);
  const folder = join(ROOT, "schemas", source, table);
  if (existsSync(folder))
    throw new UsageError(`schemas/${id}/ is there already: choose another name, or delete that folder first.`);
  const what = option === "--from" ? "sample file" : "contract";
  if (!existsSync(from)) throw new UsageError(`${from} does not exist: give the path of a ${what} with ${option}.`);
  if (statSync(from).isDirectory())
    throw new UsageError(`${from} is a folder, expected a file: give the path of one ${what} with ${option}.`);
  const draft = await DRAFTS[option](source, table, from);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "row.schema.json"), draft.rowSchema);
  writeFileSync(join(folder, "table.json"), draft.table);
  console.log(`Drafted schemas/${id}/row.schema.json and table.json from ${basename(from)}:`);
  for (const note of draft.notes) console.log(`  - ${note}`);
  const file = option === "--from" ? basename(from) : "FILE";
  console.log(`Next: check both files, then sluice deploy, then sluice load DIR with DIR/${id}/${file}.`);
}

function given({ from, fromOdcs }: Options, UsageError: new (message: string) => Error) {
  if (from !== undefined) return { option: "--from", from } as const;
  if (fromOdcs !== undefined) return { option: "--from-odcs", from: fromOdcs } as const;
  throw new UsageError("Nothing to draft from: give a sample file with --from, or a contract with --from-odcs.");
}

const DRAFTS: Record<"--from" | "--from-odcs", (source: string, table: string, from: string) => Promise<Draft>> = {
  async "--from"(source, table, from) {
    const [{ readFileSync }, { basename }] = [await import("node:fs"), await import("node:path")];
    const { draftTable } = await import("../../core/draft");
    return draftTable({ source, table, fileName: basename(from), bytes: readFileSync(from) });
  },
  async "--from-odcs"(source, table, from) {
    const [{ readFileSync }, { basename }] = [await import("node:fs"), await import("node:path")];
    const { draftFromContract } = await import("../../core/export/odcs/read");
    const { connectionFiles } = await import("../definition-files");
    const { ROOT } = await import("../paths");
    const [fileName, text] = [basename(from), readFileSync(from, "utf8")];
    return draftFromContract({ source, table, fileName, text, connections: connectionFiles(ROOT) });
  },
};

function tableId(id: string, UsageError: new (message: string) => Error): string[] {
  if (/^[a-z][a-z0-9_]*\/[a-z][a-z0-9_]*$/.test(id)) return id.split("/");
  throw new UsageError(`${id} is no table id: expected <source>/<table> in a-z, 0-9 and _, such as demo/cities.`);
}
