import { compare, isMet } from "../../bench/staging/sides";

const rounds = { copy: [5, 4, 9], merge: [13, 12, 30], sluice: [6, 7, 20], first: 11, reports: [1, 1, 1], log: {} };

test("each side counts by its median round", () => {
  expect(compare(rounds)).toEqual({ copy: 5, merge: 13, sluice: 7, first: 11, overCopy: 1.4, underMerge: 1.86 });
});

test.each([
  ["both hold in every format", { ...rounds }, true],
  ["a format takes longer over the copy", { ...rounds, copy: [3, 3, 3] }, false],
  ["a format is hardly faster than MERGE", { ...rounds, merge: [8, 8, 8] }, false],
])("the targets: %s", (_, other, met) => {
  expect(isMet([compare(rounds), compare(other)])).toBe(met);
});
