import { stripVTControlCharacters } from "node:util";
import { renderDifference } from "../../../functions/cli/workbench/difference";

test("rows that differ stand below their columns, expected (-) before found (+)", () => {
  const difference = renderDifference({
    columns: ["order_id", "note"],
    lines: [
      { sign: "-", values: ["1", "a\nb"] },
      { sign: "+", values: ["1", "null"] },
      { sign: "+", values: ["20", "c"] },
    ],
    equal: 3,
  });
  expect(stripVTControlCharacters(difference).split("\n")).toEqual([
    "   order_id  note",
    "-  1         a\\nb",
    "+  1         null",
    "+  20        c",
  ]);
});
