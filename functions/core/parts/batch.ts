import { createHash } from "node:crypto";
import type { DateRange, Load, Part, ValidationFacts } from "../documents";
import { compareLoads } from "../ledger/order";

/** The parts of a snapshot as one load. */
export interface BatchLoad {
  load: Load;
  facts: ValidationFacts;
}

/** The load id is a hash of those of the parts; the newest of parts and closer gives the time. */
export function batchOf(parts: Part[], closer: Load | null): BatchLoad {
  const loads = parts.map(({ load }) => load);
  const newest = [...loads, ...(closer ? [closer] : [])].toSorted(compareLoads).at(-1) as Load;
  const ids = loads.map(({ load_id }) => load_id).sort();
  const load = {
    ...newest,
    load_id: createHash("sha256").update(ids.join("\0")).digest("hex").slice(0, 32),
    key: folderOf(loads),
    version_id: null,
    etag: "",
    size: sum(loads.map(({ size }) => size)),
  };
  return { load, facts: combined(parts) };
}

const sum = (numbers: number[]) => numbers.reduce((all, each) => all + each, 0);

/** The folder of all parts: that of the date, or that of the table where some lie there. */
function folderOf(loads: Load[]): string {
  const folders = loads.map(({ key }) => key.slice(0, key.lastIndexOf("/") + 1));
  return folders.reduce((left, right) => (left.length <= right.length ? left : right));
}

/** The facts of all parts together; what is said of how a file is written is that of the first. */
function combined(parts: Part[]): ValidationFacts {
  const all = parts.map(({ facts }) => facts);
  const [first] = all as [ValidationFacts];
  const isKnown = all.every(({ rows }) => rows !== null);
  const shapes = [...new Set(all.map(({ shape }) => shape))].sort();
  return {
    ...first,
    rows: isKnown ? sum(all.map(({ rows }) => rows as number)) : null,
    rows_checked: sum(all.map(({ rows_checked }) => rows_checked)),
    rows_quarantined: sum(all.map(({ rows_quarantined }) => rows_quarantined)),
    dates: datesOf(all),
    bytes: sum(all.map(({ bytes }) => bytes)),
    header: [...new Set(all.flatMap(({ header }) => header))],
    embedded_newlines: all.some(({ embedded_newlines }) => embedded_newlines),
    blank_rows: all.some(({ blank_rows }) => blank_rows),
    shape: shapes.length > 1 ? createHash("sha256").update(shapes.join("\0")).digest("hex") : first.shape,
  };
}

/** The ranges of all parts. Where a part was not read row by row, its silence on a column does not mean that it has no day. */
function datesOf(all: ValidationFacts[]): Record<string, DateRange> {
  const isSilent = ({ rows, rows_checked, dates }: ValidationFacts, name: string) =>
    !dates[name] && rows !== 0 && rows_checked !== rows;
  const known = [...new Set(all.flatMap(({ dates }) => Object.keys(dates)))];
  const ranges = known
    .filter((name) => !all.some((facts) => isSilent(facts, name)))
    .map((name) => {
      const days = all.flatMap(({ dates }) => (dates[name] ? [dates[name].min, dates[name].max] : [])).sort();
      return [name, { min: days[0], max: days.at(-1) }] as const;
    });
  return Object.fromEntries(ranges) as Record<string, DateRange>;
}
