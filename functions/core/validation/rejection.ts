import type { Rejection, TableDefinition } from "../definitions/types";
import type { Problems } from "./problems";

/** The part of a `rejection.json` that the file's content decides. */
export type Rejected = Pick<Rejection, "reason" | "rows_checked" | "problem_count" | "totals" | "problems">;

export function rejection(
  file: string,
  table: TableDefinition,
  rows: number,
  problems: Problems,
  remedy?: string,
): Rejected {
  const first = problems.list[0]?.message ?? "";
  const at = first.startsWith("expected") ? ": " : `${problems.count === 1 ? ", at " : ", the first at "}`;
  const advice = remedy ?? `Correct the file and send it again, or change schemas/${table.id}/row.schema.json.`;
  return {
    // A key may hold line breaks; a reason is one line.
    reason: `${file.replace(/\p{Cc}/gu, "?")} does not match ${table.id}: ${counted(problems.count, "problem")} in ${counted(rows, "row")}${at}${first}. ${advice}`,
    rows_checked: rows,
    problem_count: problems.count,
    totals: problems.totals,
    problems: problems.list,
  };
}

const counted = (count: number, thing: string) => `${count} ${thing}${count === 1 ? "" : "s"}`;
