import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CONTESTS, type Contest, fastestPlain, isMet, standings } from "../../bench/validate/contests";
import { COLUMNS, lineitem } from "../../bench/validate/lineitem";
import { BUNDLING, MAIN_FIELDS } from "../../bench/validate/processes";
import { ROOT } from "../../functions/cli/paths";

const measured = (pass: string, ...seconds: number[]) => ({
  pass,
  bytes: 100e6,
  results: seconds.map((each, index) => ({ rows: 1, seconds: each, rss_mb: 50 + index })),
});
const csv = (papaparse: number, frictionless: number, types: number) =>
  standings([
    measured("sluice", 2),
    measured("papaparse", papaparse),
    measured("frictionless", frictionless),
    measured("frictionless-types", types),
  ]);

test("speeds are medians, ratios Sluice's speed by the peer's, memory the worst run's", () => {
  expect(standings([measured("sluice", 9, 2, 1), measured("papaparse", 1, 1, 8)])).toEqual([
    { pass: "sluice", mb_per_s: 50, ratio: 1, rss_mb: 52 },
    { pass: "papaparse", mb_per_s: 100, ratio: 0.5, rss_mb: 52 },
  ]);
});

test("the fastest plain parser is not one that checks", () => {
  const contest = { ...(CONTESTS[0] as Contest), plain: ["a", "b"], checking: ["c"] };
  const all = standings([measured("sluice", 2), measured("a", 3), measured("b", 1), measured("c", 0.5)]);
  expect(fastestPlain(contest, all).pass).toBe("b");
});

test.each([
  ["all targets", csv(1, 20, 20), 256, true],
  ["too slow beside papaparse", csv(0.9, 20, 20), 100, false],
  ["too slow beside frictionless with types alone", csv(1, 20, 19), 100, false],
  ["too slow beside frictionless", csv(1, 19, 20), 100, false],
  ["too much memory", csv(1, 20, 20), 257, false],
  ["a peer that was not measured", csv(1, 20, 20).slice(0, 3), 100, false],
  ["memory that was not measured", csv(1, 20, 20), Number.NaN, false],
])("met or not: %s", (_, all, rss, met) => {
  expect(isMet(all, rss)).toBe(met);
});

test("the table has all 16 columns of lineitem, each with a type, and its keys are watched", () => {
  const { columns, feed, natural_key } = lineitem("csv");
  expect([COLUMNS.length, columns.length, feed]).toEqual([16, 16, "snapshot"]);
  expect(natural_key).toEqual(["l_orderkey", "l_linenumber"]);
});

test("what is measured is bundled as serverless.yml bundles the Lambdas", () => {
  const yml = readFileSync(join(ROOT, "serverless.yml"), "utf8");
  for (const [name, value] of Object.entries(BUNDLING))
    expect(yml).toMatch(new RegExp(`^    ${name}: ${value}\\b`, "m"));
  expect(yml).toContain(`mainFields: [${MAIN_FIELDS.join(", ")}]`);
});
