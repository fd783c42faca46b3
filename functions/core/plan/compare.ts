import type { Definitions, MartDefinition, TableDefinition } from "../documents";
import { compareMart } from "./marts";
import { compareTable } from "./tables";
import type { Change, Difference } from "./types";

/** The tables and marts that differ between what is deployed and the checkout, in order. Of one with itself there are none. */
export function compareDefinitions(was: Definitions, becomes: Definitions): Change[] {
  return [
    ...compare<TableDefinition>("table", was.tables, becomes.tables, compareTable),
    ...compare<MartDefinition>("mart", was.marts, becomes.marts, compareMart),
  ];
}

function compare<T>(
  type: Change["type"],
  was: Record<string, T>,
  becomes: Record<string, T>,
  differ: (was: T, becomes: T) => Difference[],
): Change[] {
  const ids = [...new Set([...Object.keys(was), ...Object.keys(becomes)])].sort();
  return ids.flatMap((id): Change[] => {
    const [before, after] = [was[id], becomes[id]];
    if (before === undefined) return [{ type, id, verdict: "added", differences: [] }];
    if (after === undefined) return [{ type, id, verdict: "gone", differences: [GONE[type]] }];
    const differences = differ(before, after);
    return differences.length > 0 ? [{ type, id, verdict: "changed", differences }] : [];
  });
}

const gone = (breaks: string): Difference => ({
  what: "as a whole",
  was: "deployed",
  becomes: null,
  breaks,
  rebuilds: false,
});
const GONE = {
  table: gone("its files are loaded no more, and its rows stay as they are: keep it until nothing reads it"),
  mart: gone("it is built no more, and its rows stay as they are: keep it until nothing reads it"),
};
