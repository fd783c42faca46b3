import type { TableDefinition, ValidationFacts } from "../documents";
import { LIMITS, type Limits } from "./limits";
import { readParquet } from "./parquet";
import { Problems, Unreadable } from "./problems";
import type { RandomAccess, Read } from "./read";
import { readText } from "./read-text";
import { type Rejected, rejection, setAside } from "./rejection";
import { makeRows, type OnRow, type Rows } from "./rows";
import type { Ahead } from "./rows/ahead";

/**
 * `invalid` describes the invalid rows of an accepted file, which are set aside, and `ahead` its rows from the future; each is
 * absent when there are none.
 */
export type Verdict =
  | { accepted: true; facts: ValidationFacts; invalid?: Rejected; ahead?: Ahead }
  | ({ accepted: false } & Rejected);

export interface Options {
  /** The file's name for messages. */
  file?: string;
  /** Asked between chunks; `true` stops the reading and leaves the rest of the file to Spark. */
  deadline?: () => boolean;
  limits?: Partial<Limits>;
  /** Called with every valid row; costs time, so it is for tests and tools. */
  onRow?: OnRow;
  /** The same file as `chunks`; needed for parquet only. */
  random?: RandomAccess;
  /** The last day, `YYYY-MM-DD`, that a `sequence_by` may be of. */
  lastDay?: string;
}

/**
 * Reads a file once, in constant memory, and checks its bytes, its structure and every row against its table.
 * @param chunks the object's bytes as stored: compression is recognised by its magic bytes
 */
export async function validate(
  chunks: AsyncIterable<Uint8Array>,
  table: TableDefinition,
  { file = "the file", deadline = () => false, limits: own = {}, onRow, random, lastDay }: Options = {},
): Promise<Verdict> {
  const limits = { ...LIMITS, ...own };
  const problems = new Problems(limits.problems);
  const rows = makeRows({ table, problems, limits, onRow, lastDay });
  const findings = { file, table, rows, problems };
  let remedy: string | undefined;
  let read: Read | undefined;
  try {
    const context = { table, rows, problems, limits, deadline };
    const { format } = table;
    if (format.type !== "parquet") read = await readText(chunks, format, context);
    else if (random) read = await readParquet(random, format, context);
    else throw new TypeError(`${table.id} is parquet, which needs options.random`);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    problems.refuse(error.line, error.finding);
    remedy = error.remedy;
  }
  if (!read || problems.refused || !isTolerated(table, rows, read.complete))
    return { accepted: false, ...rejection(findings, remedy) };
  const { complete, facts } = read;
  const ahead = rows.ahead();
  return {
    accepted: true,
    facts,
    ...(rows.invalid > 0 ? { invalid: setAside(findings, complete) } : {}),
    ...(ahead ? { ahead } : {}),
  };
}

/** The share of invalid rows is not known for a file that was not read to its end; Spark, which reads all of it, decides. */
function isTolerated({ invalid_rows }: TableDefinition, { count, invalid }: Rows, complete: boolean): boolean {
  if (invalid === 0) return true;
  if (invalid_rows === "reject_file") return false;
  return !complete || invalid * 100 <= invalid_rows.quarantine.max_percent * count;
}
