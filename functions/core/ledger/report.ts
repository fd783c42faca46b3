import type { Load, MartReport, StagingReport } from "../documents";
import { RunReportError } from "./errors";

/**
 * A staging job's report, checked against the load: nothing read may be lost.
 * @throws RunReportError
 */
export function checkStagingReport(report: StagingReport, load: Load): StagingReport {
  if (report.load_id !== load.load_id) {
    throw new RunReportError(
      `The run report speaks of load ${report.load_id}, expected ${load.load_id} (${load.key}): run the load again.`,
    );
  }
  const { rows_read, rows_staged, rows_unchanged, rows_quarantined } = report;
  const accounted = rows_staged + rows_unchanged + rows_quarantined;
  if (rows_read === accounted) return report;
  throw new RunReportError(
    `${load.key}: ${rows_read} rows were read, but ${accounted} accounted for (${rows_staged} staged, ${rows_unchanged} unchanged, ${rows_quarantined} quarantined): this is a bug of the staging job.`,
  );
}

/** @throws RunReportError */
export function checkMartReport(report: MartReport, mart: string, batchDate: string): MartReport {
  if (report.mart === mart && report.batch_date === batchDate) return report;
  throw new RunReportError(
    `The run report speaks of ${report.mart} of ${report.batch_date}, expected ${mart} of ${batchDate}: build the mart again.`,
  );
}
