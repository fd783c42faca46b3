// Generated from schemas/meta/validation_report.schema.json by `npm run types`: change it there.

import type { ValidationFacts } from "./facts";
import type { Rejection } from "./rejection";
import type { TableId } from "./vocabulary";

/** sluice validate --format json: the facts of a file, or why it is rejected, or both where rows are set aside. */
export interface ValidationReport {
  verdict: "accepted" | "accepted_with_invalid_rows" | "rejected";

  /** The file's name without folders */
  file: string;
  table: TableId;
  rows?: ValidationFacts["rows"];
  rows_checked: ValidationFacts["rows_checked"];
  rows_quarantined?: ValidationFacts["rows_quarantined"];
  dates?: ValidationFacts["dates"];
  bytes?: ValidationFacts["bytes"];
  compression?: ValidationFacts["compression"];
  encoding?: ValidationFacts["encoding"];
  bom?: ValidationFacts["bom"];
  header?: ValidationFacts["header"];
  embedded_newlines?: ValidationFacts["embedded_newlines"];
  blank_rows?: ValidationFacts["blank_rows"];
  line_end?: ValidationFacts["line_end"];
  shape?: ValidationFacts["shape"];
  reason?: Rejection["reason"];
  problem_count?: Rejection["problem_count"];
  totals?: Rejection["totals"];
  problems?: Rejection["problems"];
}
