import pc from "picocolors";
import type { ValidationFacts } from "../../core/documents";
import type { Rejected } from "../../core/validation";
import { renderTable } from "../tables";
import type { Report } from "./report";

/** The number of problems that fit on a screen; `--format json` has the first 100. */
const SHOWN = 20;

/** The report for people. Text of the file cannot control a terminal: control characters become `?`. */
export function renderReport(report: Report): string {
  const parts = [headline(report)];
  if (report.verdict !== "rejected") parts.push(factsTable(report));
  if (report.verdict !== "accepted") parts.push(problemsTable(report), totalsTable(report));
  return `${parts.join("\n\n")}\n`;
}

function headline(report: Report): string {
  switch (report.verdict) {
    case "accepted":
      return `${pc.green("✔")} Accepted: ${acceptance(report)}.`;
    case "accepted_with_invalid_rows":
      return `${pc.yellow("!")} Accepted with invalid rows: ${plain(report.reason)}`;
    case "rejected":
      return `${pc.red("✖")} Rejected: ${plain(report.reason)}`;
  }
}

/** Only the footer of parquet is read, here and by the gate. */
const acceptance = ({ file, table, rows, rows_checked }: Report & ValidationFacts) =>
  rows !== 0 && rows_checked === 0
    ? `the columns of ${plain(file)} match ${table}; its rows are checked when it is staged`
    : `${plain(file)} matches ${table}`;

function factsTable(facts: ValidationFacts): string {
  const { rows, rows_checked, rows_quarantined, bytes, compression, encoding, bom, header, dates } = facts;
  const days = Object.entries(dates).map(([column, { min, max }]) => [column, `${min} to ${max}`]);
  const lines = [
    [
      "rows",
      `${count(rows)}${rows_checked === rows ? "" : `, of which ${count(rows_checked)} were checked one by one`}`,
    ],
    ...(rows_quarantined ? [["set aside", count(rows_quarantined)]] : []),
    ["bytes", `${count(bytes)}${compression === "none" ? "" : " after decompression"}`],
    ["compression", compression],
    ["encoding", encoding === null ? "the file's own" : `${encoding}${bom ? ", with a byte order mark" : ""}`],
    ["columns", header.map(plain).join(", ")],
    ...days,
  ];
  const width = Math.max(...lines.map(([name = ""]) => name.length));
  return lines.map(([name = "", value]) => `  ${name.padEnd(width)}  ${value}`).join("\n");
}

function problemsTable({ problems, problem_count }: Rejected): string {
  const heads = [{ name: "line", right: true }, { name: "column" }, { name: "expected" }, { name: "found" }];
  const shown = problems.slice(0, SHOWN);
  const rows = shown.map(({ line, column, expected, found }) =>
    [line === null ? "-" : String(line), column ?? "-", expected, found].map(plain),
  );
  const more = problem_count - shown.length;
  const json = problems.length > SHOWN ? ` (--format json has the first ${problems.length})` : "";
  return renderTable(heads, rows) + (more > 0 ? `\nand ${count(more)} more${json}` : "");
}

const totalsTable = ({ totals }: Rejected): string =>
  renderTable(
    [{ name: "rule" }, { name: "problems", right: true }],
    Object.entries(totals)
      .sort(([, a], [, b]) => b - a)
      .map(([rule, total]) => [rule, count(total)]),
  );

const count = (value: number | null) => value?.toLocaleString("en") ?? "an unknown number of";

/** The text of the file without control characters. */
export const plain = (text: string) => text.replace(/\p{Cc}/gu, "?");
