import type { Load, MartReport, RollbackReport, StagingReport } from "../documents";
import { RunReportError } from "./errors";

/**
 * Checks a staging job's report against the load, and that every row that was read is accounted for.
 * @throws RunReportError
 */
export function checkStagingReport(report: StagingReport, load: Load): StagingReport {
  if (report.load_id !== load.load_id) {
    throw new RunReportError(
      `The run report describes load ${report.load_id}, expected ${load.load_id} (${load.key}): run the load again.`,
    );
  }
  const { rows_read, rows_staged, rows_unchanged, rows_quarantined } = report;
  const accounted = rows_staged + rows_unchanged + rows_quarantined;
  if (rows_read === accounted) return report;
  throw new RunReportError(
    `${load.key}: ${rows_read} rows were read, but ${accounted} are accounted for (${rows_staged} staged, ${rows_unchanged} unchanged, ${rows_quarantined} quarantined): this is a bug of the staging job.`,
  );
}

/** @throws RunReportError */
export function checkRollbackReport(report: RollbackReport, mart: string): RollbackReport {
  if (report.mart === mart) return report;
  throw new RunReportError(
    `The run report describes a rollback of ${report.mart}, expected ${mart}: roll the mart back again.`,
  );
}

/** @throws RunReportError */
export function checkMartReport(report: MartReport, mart: string, batchDate: string): MartReport {
  if (report.mart === mart && report.batch_date === batchDate) return report;
  throw new RunReportError(
    `The run report describes ${report.mart} of ${report.batch_date}, expected ${mart} of ${batchDate}: build the mart again.`,
  );
}
