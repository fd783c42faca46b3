import type { Rejection } from "../documents";
import type { StrayObjectError } from "./plan-run";

/** `<file>.rejection.json` of an object that belongs to no table, so that none of its rows was checked. */
export function strayRejection({ object, cause }: StrayObjectError): Rejection {
  const { bucket, key, version_id } = object;
  const rule = cause.name === "UnknownTableError" ? "known_table" : "key_grammar";
  const expected = rule === "known_table" ? "a known table" : "<source>/<table>/[dt=YYYY-MM-DD/]<file>";
  const problem = { line: null, column: null, rule, expected, found: key, message: cause.message };
  const facts = { rows_checked: 0, problem_count: 1, totals: { [rule]: 1 }, problems: [problem] };
  return { load_id: null, table: null, bucket, key, version_id, reason: cause.message, ...facts };
}
