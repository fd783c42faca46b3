import { type Command, Option } from "commander";
import type { Definitions, TableDefinition } from "../../core/documents";
import type { Source } from "../validate/source";

const HELP = `
Examples:
  $ sluice validate orders.jsonl --table shop/orders
  $ sluice validate customers.csv.gz --table shop/customers --strict --format json
  $ zcat orders.jsonl.gz | sluice validate - --table shop/orders

Runs the checks of the schema gate on this machine, without AWS: a file accepted here passes the gate there. Staging
may still hold or refuse it: for its date, its deletes, a second file of its day, or a key that repeats beyond the first 200,000.
For parquet only the columns are checked; the staging job checks the rows.
Exit codes: 0 accepted, 1 rejected (with --strict: or rows were set aside), 2 nothing was checked: unknown table,
missing file, broken definition, a report that could not be written.`;

/** The exit code when no file was judged. */
const NOT_CHECKED = 2;

interface Options {
  table: string;
  strict?: boolean;
  format: "text" | "json";
}

export function registerValidate(program: Command): void {
  program
    .command("validate")
    .argument("<file>", "the file to check, as it would be sent; - reads the standard input")
    .requiredOption("-t, --table <source/table>", "the table whose definition it must match")
    .addOption(new Option("-f, --format <name>", "how to print the report").choices(["text", "json"]).default("text"))
    .option("--strict", "rows that would be set aside count as a failure")
    .description("check a file against its table's definition before sending it")
    .addHelpText("after", HELP)
    .exitOverride(notChecked)
    .action(async (file: string, options: Options) => {
      process.exitCode = NOT_CHECKED; // until a verdict is reached
      process.exitCode = await validateFile(file, options);
    });
}

/** Ends the process for a command line that cannot be understood: 1 would say that the file is rejected. */
export function notChecked({ exitCode }: { exitCode: number }): never {
  process.exit(exitCode && NOT_CHECKED);
}

async function validateFile(file: string, { table: id, strict = false, format }: Options): Promise<0 | 1> {
  const { loadTables } = await import("../read-tables");
  const { ROOT } = await import("../paths");
  const table = await findTable(loadTables(ROOT), id);
  const { openSource } = await import("../validate/source");
  const source = await openSource(file);
  try {
    const { toReport, exitCodeOf } = await import("../validate/report");
    const report = toReport(source.name, id, await judge(source, table));
    const { renderReport } = await import("../validate/text");
    const { print } = await import("../validate/print");
    await print(format === "json" ? `${JSON.stringify(report, null, 2)}\n` : renderReport(report));
    return exitCodeOf(report, strict);
  } finally {
    await source.close();
  }
}

async function findTable(tables: Definitions["tables"], id: string): Promise<TableDefinition> {
  const table = Object.hasOwn(tables, id) ? tables[id] : undefined;
  if (table) return table;
  const { UsageError } = await import("../errors");
  const { didYouMean } = await import("../../core/definitions/suggest");
  const known = Object.keys(tables).sort();
  const expected = known.length ? `expected one of ${known.join(", ")}` : "none is described yet";
  throw new UsageError(
    `There is no table ${id} in schemas/, ${expected}: correct --table, or draft it with sluice new-table ${id} --from FILE.${didYouMean(id, known)}`,
  );
}

async function judge(source: Source, table: TableDefinition) {
  if (table.format.type === "parquet" && !source.random) {
    const { UsageError } = await import("../errors");
    throw new UsageError(
      "Parquet is read from its end, which the standard input does not have: give a file in place of -.",
    );
  }
  const { validate } = await import("../../core/validation");
  const { watch } = await import("../validate/progress");
  const { chunks, done } = watch(source);
  return validate(chunks, table, { file: source.name, ...(source.random && { random: source.random }) }).finally(done);
}
