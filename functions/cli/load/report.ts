import pc from "picocolors";
import type { MartReport } from "../../core/documents";
import type { MartResult } from "../../core/run/outcome";
import { type Counts, type FileOutcome, type FileStatus, isBad, reasonOf, type UploadOutcome } from "./outcome";

const MARKS: Record<FileStatus, string> = {
  LOADED: pc.green("✔"),
  "ALREADY LOADED": pc.green("✔"),
  IGNORED: pc.dim("-"),
  REJECTED: pc.red("✖"),
  HELD: pc.yellow("‖"),
  WITHDRAWN: pc.green("✔"),
  WAITING: pc.dim("…"),
  FAILED: pc.red("✖"),
};

/** One line a file with the marts that its run built; whatever else is to be known follows, indented. */
export function uploadLine({ marts, ...file }: UploadOutcome, seconds: number): string {
  const built = new Set(marts.filter(({ status }) => status === "BUILT").map(({ mart }) => mart));
  const facts = [...(built.size ? [`built ${[...built].join(", ")}`] : []), `${seconds.toFixed(1)} s`];
  const told = marts.filter(({ status, warnings }) => status === "FAILED" || warnings);
  return [fileLine(file, facts), ...told.map((mart) => indent(martLine(mart)))].join("\n");
}

/** The same of a file alone; `facts` follow its counts. */
export function fileLine({ key, status, counts, notes, reason }: FileOutcome, facts: string[] = []): string {
  const all = [...(counts ? countsOf(counts) : []), ...facts].join(", ");
  const ignored = status === "IGNORED" && reason ? `: ${reason}` : "";
  const below = [...(reason && !ignored ? [reason] : []), ...notes].map(indent);
  return [`${MARKS[status]} ${key}  ${status}${all ? `  ${pc.dim(all)}` : ""}${ignored}`, ...below].join("\n");
}

/** `✖ fact_sales of 2026-03-01  FAILED`, and below it why, or what its tests warn of. `report` is that of a build on record. */
export function martLine(result: MartResult, report: BuildCounts | null = null): string {
  const { mart, batch_date, status, built_by, message, warnings = [], ...told } = result;
  const done = warnings.length > 0 ? pc.yellow("!") : pc.green("✔");
  const mark = status === "FAILED" ? pc.red("✖") : done;
  const notes = [...(message ? [message] : []), ...warnings];
  const counts = report && status === "BUILT" ? [buildCounts(report)] : [];
  const known = [...counts, ...(built_by ? [`by the run ${built_by}`] : [])];
  const facts = known.length > 0 ? `  ${pc.dim(known.join(", "))}` : "";
  const reason = told.error ? `\n${indent(reasonOf(`Mart ${mart} of ${batch_date}`, told))}` : "";
  return [`${mark} ${mart} of ${batch_date}  ${status.replace("_", " ")}${facts}${reason}`, ...notes.map(indent)].join(
    "\n",
  );
}

/** A report on record may be older than diffs. */
export type BuildCounts = Pick<MartReport, "rows"> & Partial<Pick<MartReport, "diff">>;

/** `120 rows: 4 added, 1 gone, 2 changed`, where it was compared with the state before. */
function buildCounts({ rows, diff }: BuildCounts): string {
  if (!diff) return plural(rows, "row");
  const { added, gone, changed } = diff;
  return `${plural(rows, "row")}: ${thousands(added)} added, ${thousands(gone)} gone, ${thousands(changed)} changed`;
}

/** `5 rows: 2 inserted, 1 updated, 0 deleted`, and the rows set aside where there are any. */
function countsOf({ rows_read, inserts = 0, updates = 0, deletes = 0, rows_quarantined = 0 }: Counts): string[] {
  const changes = `${thousands(inserts)} inserted, ${thousands(updates)} updated, ${thousands(deletes)} deleted`;
  const aside = rows_quarantined > 0 ? [`${thousands(rows_quarantined)} set aside`] : [];
  return [`${plural(rows_read, "row")}: ${changes}`, ...aside];
}

const thousands = (count: number) => count.toLocaleString("en");
export const plural = (count: number, noun: string) => `${thousands(count)} ${noun}${count === 1 ? "" : "s"}`;

export const indent = (text: string) =>
  text
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");

/** `3 files: 2 loaded, 1 rejected in 4.2 s`, with the marts that failed. */
export function summaryLine(finished: (FileOutcome & { marts?: MartResult[] })[], seconds: number): string {
  const counts = new Map<string, number>();
  for (const { status } of finished) counts.set(status, (counts.get(status) ?? 0) + 1);
  const parts = [...counts].map(([status, count]) => `${count} ${status.toLowerCase()}`);
  const builds = finished.flatMap(({ marts = [] }) => marts).filter(({ status }) => status === "FAILED");
  const marts = [...new Set(builds.map(({ mart }) => mart))];
  const failed = marts.length ? `; ${marts.join(", ")} failed` : "";
  const line = `${plural(finished.length, "file")}: ${parts.join(", ")} in ${seconds.toFixed(1)} s${failed}`;
  return finished.some(isBad) ? pc.red(line) : line;
}
