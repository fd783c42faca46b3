import { runCommand } from "../commands";
import type { Load, TableDefinition } from "../documents";
import { ImplausibleDateError } from "./errors";

const DAY_MS = 86_400_000;
/** Whole days since the epoch, UTC. */
const dayOf = (instant: string) => Math.floor(Date.parse(instant) / DAY_MS);

/**
 * Holds a file whose batch date is far after the day on which S3 received it, or before the table's first: one mistyped
 * year would be the newest state for years. glue/etl/feeds/plausible.py holds a `sequence_by` in the same way.
 * @throws ImplausibleDateError
 */
export function requirePlausible(load: Load, { max_days_ahead, first_date }: TableDefinition): void {
  const { table, key, batch_date, loaded_at } = load;
  const isAhead = dayOf(batch_date) - dayOf(loaded_at) > max_days_ahead;
  const isEarly = first_date !== null && batch_date < first_date;
  if (!isAhead && !isEarly) return;
  const why = isAhead
    ? `more than max_days_ahead ${max_days_ahead} days after S3 received it on ${loaded_at.slice(0, 10)}`
    : `before first_date ${first_date}`;
  throw new ImplausibleDateError(
    `${table}: ${key} speaks for ${batch_date}, which is ${why}; send it again under the right date, or approve it: ${runCommand({ key, approve_date: true })}`,
  );
}

/** The last day, `YYYY-MM-DD`, that a change of the file may take effect on. */
export const lastDayOf = ({ loaded_at }: Load, { max_days_ahead }: TableDefinition): string =>
  new Date((dayOf(loaded_at) + max_days_ahead) * DAY_MS).toISOString().slice(0, 10);
