import Table from "cli-table3";
import pc from "picocolors";

export interface Head {
  name: string;
  right?: boolean;
}

const NO_LINES = Object.fromEntries(
  [
    "top",
    "top-mid",
    "top-left",
    "top-right",
    "bottom",
    "bottom-mid",
    "bottom-left",
    "bottom-right",
    "left",
    "left-mid",
    "mid",
    "mid-mid",
    "right",
    "right-mid",
  ].map((name) => [name, ""]),
);

/** Columns two spaces apart under bold heads, without lines: easy to read, grep and paste. */
export function renderTable(heads: Head[], rows: string[][]): string {
  const table = new Table({
    head: heads.map(({ name }) => pc.bold(name)),
    colAligns: heads.map(({ right }) => (right ? "right" : "left")),
    chars: { ...NO_LINES, middle: "  " },
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  table.push(...rows);
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}
