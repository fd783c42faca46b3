import { runCommand } from "../commands";
import type { Load, TableDefinition } from "../documents";
import { ImplausibleDateError } from "../ledger/errors";
import type { Ahead } from "./rows/ahead";

/** The error of a file with changes from the future; glue/etl/feeds/plausible.py has the same for the staging job. */
export function implausibleChanges(load: Load, table: TableDefinition, ahead: Ahead): ImplausibleDateError {
  const { key, loaded_at } = load;
  const { sequence_by, max_days_ahead } = table;
  const which =
    ahead.rows === 1 ? `1 row, in line ${ahead.line},` : `${ahead.rows} rows, the first in line ${ahead.line},`;
  const why = `more than max_days_ahead ${max_days_ahead} days after S3 received the file on ${loaded_at.slice(0, 10)}`;
  return new ImplausibleDateError(
    `${table.id}: ${key} has ${which} whose ${sequence_by} is as late as ${ahead.found}, ${why}; such a change stays the newest of its key until then. Correct the file, or approve it: ${runCommand({ key, approve_date: true })}`,
  );
}
