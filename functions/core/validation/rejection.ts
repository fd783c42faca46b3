import type { Load, Rejection, TableDefinition } from "../documents";
import type { Problems } from "./problems";

/** The part of a `rejection.json` or `invalid_rows.json` that the file's content decides. */
export type Rejected = Pick<Rejection, "reason" | "rows_checked" | "problem_count" | "totals" | "problems">;

/** The subject of a report: the file by its name, its table, and the findings. */
export interface Findings {
  file: string;
  table: TableDefinition;
  /** Rows checked, and those of them that break the contract. */
  rows: { count: number; invalid: number };
  problems: Problems;
}

/** Why a file is refused; `remedy` takes the place of the usual advice. */
export function rejection({ file, table, rows, problems }: Findings, remedy?: string): Rejected {
  const { invalid_rows } = table;
  const most = problems.refused || invalid_rows === "reject_file" ? null : invalid_rows.quarantine.max_percent;
  const share =
    most === null ? "" : ` (${thousands(rows.invalid)} invalid, more than the ${most} % that may be set aside)`;
  const found = `${counted(problems.count, "problem")} in ${counted(rows.count, "row")}${share}`;
  const advice = remedy ?? `Correct the file and send it again, or ${changeSchema(table)}.`;
  return report(`${oneLine(file)} does not match ${table.id}: ${found}${firstOf(problems)}. ${advice}`, rows, problems);
}

/** Describes the invalid rows of an accepted file, which are set aside. `complete`: whether its end was reached. */
export function setAside({ file, table, rows, problems }: Findings, complete: boolean): Rejected {
  const of = complete ? "" : "the first ";
  const [matches, were] = rows.invalid === 1 ? ["does not match", "was"] : ["do not match", "were"];
  const found = `${thousands(rows.invalid)} of ${of}${counted(rows.count, "row")} ${matches} ${table.id} and ${were} set aside`;
  const advice = `Correct them and send the file again, or ${changeSchema(table)}.`;
  return report(`${oneLine(file)}: ${found}${firstOf(problems)}. ${advice}`, rows, problems);
}

/** The document that goes to quarantine. */
export function rejectionOf({ load_id, table, bucket, key, version_id }: Load, rejected: Rejected): Rejection {
  const { reason, rows_checked, problem_count, totals, problems } = rejected;
  return { load_id, table, bucket, key, version_id, reason, rows_checked, problem_count, totals, problems };
}

function report(reason: string, { count: rows_checked }: Findings["rows"], problems: Problems): Rejected {
  const { count: problem_count, totals, list } = problems;
  return { reason, rows_checked, problem_count, totals, problems: list };
}

function firstOf({ list, count }: Problems): string {
  const first = list[0]?.message ?? "";
  if (first.startsWith("expected")) return `: ${first}`;
  return `${count === 1 ? ", at " : ", the first at "}${first}`;
}

/** A key may hold line breaks; a reason is one line. */
const oneLine = (file: string) => file.replace(/\p{Cc}/gu, "?");
const changeSchema = ({ id }: TableDefinition) => `change schemas/${id}/row.schema.json`;
const thousands = (count: number) => count.toLocaleString("en");
const counted = (count: number, thing: string) => `${thousands(count)} ${thing}${count === 1 ? "" : "s"}`;
