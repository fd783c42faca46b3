import { readFileSync } from "node:fs";
import { codeOf, NOTEBOOK, PICTURE, sourceIn, sourcesOfPicture } from "./support/picture";

test("the notebook is kept without what it printed", () => {
  const printed = codeOf(NOTEBOOK).filter(({ execution_count, outputs = [] }) => execution_count || outputs.length > 0);
  expect(printed).toEqual([]);
});

test("its picture was drawn by its code, from the samples, as they stand: tests/end-to-end/notebook.test.ts draws it", () => {
  expect(sourceIn(readFileSync(PICTURE))).toBe(sourcesOfPicture());
});
