import type { TableDefinition } from "../../definitions/types";
import type { Finding } from "../problems";
import { show } from "../problems";
import { QUOTED_EMPTY } from "./text";

export type KeyCheck = (values: readonly unknown[], line: number) => Finding | undefined;

/** The natural key by the names used in the file; empty where one key may come many times (every feed but snapshots). */
export function keyColumns({ feed, natural_key, columns }: TableDefinition): string[] {
  if (feed !== "snapshot") return [];
  return natural_key.map((name) => columns.find((column) => column.name === name)?.source_name ?? name);
}

/**
 * Finds a natural key that came before, among the first `most` rows: keys are kept as they are, not hashed, so that no
 * good file is refused for a collision, and memory stays constant. Spark checks all of them.
 */
export function compileKeyCheck(names: readonly string[], most: number): KeyCheck {
  const lines = new Map<string, number>();
  const column = names.length === 1 ? (names[0] as string) : null;
  return (values, line) => {
    if (lines.size >= most) return undefined;
    // NUL never occurs in a value: a file that holds one is refused. Joining at least two makes a copy; a value alone
    // would keep the whole chunk alive that it was cut from.
    const key = (values.length === 1 ? [values[0], ""] : values).join("\0");
    const first = lines.get(key);
    if (first === undefined) {
      lines.set(key, line);
      return undefined;
    }
    const expected = `each ${names.join(", ")} once in a snapshot`;
    return { column, rule: "duplicate_key", expected, found: `${shown(values)} again (first on line ${first})` };
  };
}

const shown = (values: readonly unknown[]) =>
  values.map((value) => show(value === QUOTED_EMPTY ? "" : value)).join(", ");
