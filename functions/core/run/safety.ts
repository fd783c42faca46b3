import type { StagingReport } from "../documents";

/** Reports on record may be older than the newest fields. */
type Reported = Partial<StagingReport>;

/** What a staged load did not do, or did for more than its own file, a sentence each: none of it may pass in silence. */
export const safetySentences = (report: Reported): string[] =>
  [
    suspended(report),
    unknownKeys(report),
    tied(report),
    superseded(report),
    rewritten(report),
    unregistered(report),
  ].filter((text) => text !== null);

function suspended({ deletes_suspended: held }: Reported): string | null {
  if (!held) return null;
  const kept = `${held.keys} absent ${held.keys === 1 ? "key stays" : "keys stay"} live`;
  if (!held.all) return `Deletes are suspended for some keys: ${kept}, since ${held.reason}.`;
  const row = held.loads > 1 ? ` This is load ${held.loads} in a row that deleted nothing.` : "";
  return `Deletes are suspended: nothing was deleted, and ${kept}, since ${held.reason}.${row} Correct the file, or its definition.`;
}

/** A snapshot says so with its deletes. */
function unknownKeys({ unknown_keys = 0, deletes_suspended }: Reported): string | null {
  if (unknown_keys === 0 || deletes_suspended?.all) return null;
  return `${unknown_keys} of the rows set aside ${unknown_keys === 1 ? "has" : "have"} no readable key: nobody knows whose change is missing.`;
}

function tied({ ties }: Reported): string | null {
  if (!ties) return null;
  const { keys, shown, sequence_by } = ties;
  const which = `${keys} ${keys === 1 ? "key has" : "keys have"} other contents in another file at the same ${sequence_by}`;
  const more = keys > shown.length ? "; ..." : "";
  return `${which} (${shown.join("; ")}${more}): the file of the latest batch date decides, and of one date the one that S3 received last. Send such changes in one file, or order them by a finer sequence_by.`;
}

const superseded = ({ superseded, batch_date }: Reported) =>
  superseded ? `Nothing was written: a later file of ${batch_date} is live.` : null;

function rewritten({ rewritten_batch_dates: dates = [] }: Reported): string | null {
  if (dates.length === 0) return null;
  const last = dates.length > 1 ? ` to ${dates.at(-1)}` : "";
  return `Later days were compared again: ${dates[0]}${last}.`;
}

function unregistered({ catalogue_errors: errors = [] }: Reported): string | null {
  if (errors.length === 0) return null;
  return `The rows are live, but the Glue catalogue refused to be brought up to date: ${errors.join("; ")}. The next load of the table tries again.`;
}
