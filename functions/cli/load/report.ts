import pc from "picocolors";
import type { Finished } from "./load";
import { isBad } from "./outcome";

const MARKS = {
  LOADED: pc.green("✔"),
  "ALREADY LOADED": pc.green("✔"),
  IGNORED: pc.dim("-"),
  REJECTED: pc.red("✖"),
  FAILED: pc.red("✖"),
};

/** One line a file; what went wrong follows, indented. */
export function reportLine(finished: Finished): string {
  const { key, status, rows, changes, marts, reason, seconds } = finished;
  const counts = rows === null ? [] : [`${rows} rows`, `${changes} staged`];
  const built = marts.length ? [`built ${marts.join(", ")}`] : [];
  const facts = [...counts, ...built, `${seconds.toFixed(1)} s`].join(", ");
  const why = reason ? (status === "IGNORED" ? `: ${reason}` : `\n${indent(reason)}`) : "";
  return `${MARKS[status]} ${key}  ${status}  ${pc.dim(facts)}${why}`;
}

const indent = (text: string) =>
  text
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");

/** `3 files: 2 loaded, 1 rejected in 4.2 s`. */
export function summaryLine(finished: Finished[], seconds: number): string {
  const counts = new Map<string, number>();
  for (const { status } of finished) counts.set(status, (counts.get(status) ?? 0) + 1);
  const parts = [...counts].map(([status, count]) => `${count} ${status.toLowerCase()}`);
  const line = `${finished.length} ${finished.length === 1 ? "file" : "files"}: ${parts.join(", ")} in ${seconds.toFixed(1)} s`;
  return finished.some(isBad) ? pc.red(line) : line;
}
