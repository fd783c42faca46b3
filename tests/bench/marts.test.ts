import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Build, isMet, secondsOf, sideOf } from "../../bench/marts/sides";
import { star } from "../../bench/marts/star";
import { ROOT } from "../../functions/cli/paths";

const built = (
  day: number,
  asked: "changed" | "full",
  seconds: number,
  mart = "fact_line",
  round = "first",
): Build => ({
  mart,
  day,
  asked,
  round,
  seconds,
});
const BUILDS = [built(1, "changed", 50), built(1, "full", 60), built(2, "changed", 4), built(2, "full", 20)];

test("a side has the seconds of all marts together, on the first day and on the second", () => {
  const builds = [...BUILDS, built(2, "changed", 1, "dim_part")];
  expect(sideOf("sluice", builds)).toEqual({ name: "sluice", first: 50, changed: 5, full: 20, ratio: 4 });
  expect(secondsOf(builds)).toEqual({ "fact_line changed": [4], "fact_line full": [20], "dim_part changed": [1] });
});

test("of several rounds the median counts", () => {
  const others = [built(2, "changed", 9, "fact_line", "second"), built(2, "changed", 5, "fact_line", "third")];
  expect(sideOf("sluice", [...BUILDS, ...others])).toMatchObject({ changed: 5, full: 20, ratio: 4 });
  expect(secondsOf([...BUILDS, ...others])["fact_line changed"]).toEqual([4, 9, 5]);
});

test.each([
  ["twice as fast", 2, 0, true, true],
  ["too slow", 1.99, 0, true, false],
  ["a row that differs", 3, 1, true, false],
  ["other facts than dbt's", 3, 0, false, false],
])("met or not: %s", (_, ratio, differences, isSame, met) => {
  const side = { name: "sluice", first: 1, changed: 1, full: ratio, ratio };
  expect(isMet([side, { ...side, name: "dbt", ratio: 9 }], differences, isSame)).toBe(met);
});

test("the star is five dimensions and a fact, each of which dbt has, too", () => {
  const { marts } = star("changed");
  expect(Object.keys(marts).sort()).toEqual([
    "dim_customer",
    "dim_nation",
    "dim_order",
    "dim_part",
    "dim_supplier",
    "fact_line",
  ]);
  for (const id of Object.keys(marts))
    expect(readFileSync(join(ROOT, "bench/marts/dbt/models", `${id}.sql`), "utf8")).toContain("incremental");
});
