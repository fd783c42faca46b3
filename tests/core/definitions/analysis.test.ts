import { placeFindings } from "../../../functions/core/definitions/analysis";

const FILES = [
  {
    path: "glue/marts/m/mart.json",
    text: '{\n  "tests": [\n    { "type": "unique",\n      "columns": ["a"] }\n  ]\n}',
  },
  { path: "glue/marts/m/mart.sql", text: "\n\n-- why\nselect a\nfrom b" },
];
const at = (pointer: string | null, line: number | null) =>
  placeFindings([{ mart: "m", pointer, line, sentence: "s." }], FILES)[0];

test("a finding of the analyser is at its value in mart.json", () => {
  expect(at("/tests/0/columns/0", null)).toEqual({ path: "glue/marts/m/mart.json", line: 4, sentence: "s." });
});

test("a finding of the analyser is at its line in mart.sql, of which the compiled SQL lacks the blank start", () => {
  expect([at(null, 1)?.line, at(null, 2)?.line, at(null, null)?.line]).toEqual([3, 4, 4]);
  expect(at(null, 1)?.path).toBe("glue/marts/m/mart.sql");
});
