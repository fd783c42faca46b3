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
  const { key, status, rows, changes, set_aside, marts, reason, seconds } = finished;
  const counts = rows === null ? [] : [`${thousands(rows)} rows`, `${thousands(changes ?? 0)} staged`];
  if (set_aside) counts.push(`${thousands(set_aside.rows)} set aside`);
  const built = marts.length ? [`built ${marts.join(", ")}`] : [];
  const facts = [...counts, ...built, `${seconds.toFixed(1)} s`].join(", ");
  const why = reason ? (status === "IGNORED" ? `: ${reason}` : `\n${indent(reason)}`) : "";
  const where = set_aside ? `\n${indent(`What is wrong with the rows set aside: ${set_aside.place}`)}` : "";
  return `${MARKS[status]} ${key}  ${status}  ${pc.dim(facts)}${why}${where}`;
}

const thousands = (count: number) => count.toLocaleString("en");

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
