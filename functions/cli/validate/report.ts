import type { ValidationFacts } from "../../core/documents";
import type { Rejected, Verdict } from "../../core/validation";

/**
 * The document of `--format json`: file, table and verdict, then the members of schemas/meta/facts.schema.json, of
 * rejection.schema.json, or of both. schemas/meta/validation_report.schema.json is its schema.
 */
export type Report = { file: string; table: string } & (
  | ({ verdict: "accepted" } & ValidationFacts)
  | ({ verdict: "accepted_with_invalid_rows" } & ValidationFacts & Rejected)
  | ({ verdict: "rejected" } & Rejected)
);

export function toReport(file: string, table: string, verdict: Verdict): Report {
  if (!verdict.accepted) {
    const { accepted: _no, ...rejected } = verdict;
    return { verdict: "rejected", file, table, ...rejected };
  }
  const { facts, invalid } = verdict;
  return invalid
    ? { verdict: "accepted_with_invalid_rows", file, table, ...facts, ...invalid }
    : { verdict: "accepted", file, table, ...facts };
}

/** 0: the file may be sent. 1: it may not. `strict` also refuses a file with invalid rows. */
export function exitCodeOf({ verdict }: Report, strict: boolean): 0 | 1 {
  return verdict === "rejected" || (strict && verdict === "accepted_with_invalid_rows") ? 1 : 0;
}
