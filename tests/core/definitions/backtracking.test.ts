import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { problems, ROW } from "./helpers";

const REFUSED = [
  "^([a-z0-9]+[._-]?)+@[a-z]+$",
  "^(a+)+$",
  "^(a|a)*$",
  "^(a|aa)+$",
  "^([a-zA-Z]+)*$",
  "(.*)*x",
  "^(\\d+)*\\d+$",
  "^(([a-z])+.)+[A-Z]([a-z])+$",
  "^(\\w+\\s?)+$",
  "^((ab)*)+$",
  "^(0|00)+1$",
  "^([ab]+|[bc]+)*$",
  "(x+x+)+y",
  "^(\\s*\\w+\\s*)+$",
  "^(-?\\d+)*$",
  "^([^,]+,?)+;$",
  "^(?:a{1,50}){1,50}$",
  "^(?:a?){30}a{30}$",
  ".*a.*b.*c",
];

const ACCEPTED = [
  "^[A-Z]{2}[0-9]{6}$",
  "^\\d{4}-\\d{2}-\\d{2}$",
  "^[a-z0-9]+(-[a-z0-9]+)*$",
  "^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$",
  "^\\+?[0-9 ()-]{5,20}$",
  "^[A-Z]{2}\\d{2}[A-Z0-9]{1,30}$",
  "^(\\d{1,3}\\.){3}\\d{1,3}$",
  "^https?://[^\\s/]+(/[^\\s]*)?$",
  "^([a-z]+,)*[a-z]+$",
  "^(0|[1-9]\\d*)(\\.\\d+)?$",
  "^\\S(.*\\S)?$",
  "^[\\w.+-]+@[\\w-]+\\.[\\w.-]+$",
  '^(?:[^"]|"[^"]*")*$',
  "^.*foo.*bar$",
];

/** What backtracks() says of each pattern; null stands for nothing. */
let found: Record<string, string | null>;

beforeAll(() => {
  const patterns = [...REFUSED, ...ACCEPTED];
  const script = join(__dirname, "backtracking.script.ts");
  const said = execFileSync(process.execPath, ["--import", "tsx", script, JSON.stringify(patterns)], {
    encoding: "utf8",
  });
  found = Object.fromEntries(JSON.parse(said).map((one: string | null, at: number) => [patterns[at], one]));
}, 120_000);

test.each(REFUSED)("a pattern is refused when its time can explode: %s", (pattern) =>
  expect(found[pattern]).toEqual(expect.any(String)),
);

test.each(ACCEPTED)("a pattern that takes at most the square of the length is accepted: %s", (pattern) =>
  expect(found[pattern]).toBeNull(),
);

test("the sentence names file, line, pattern and an attack", () => {
  const row = { ...ROW, properties: { ...ROW.properties, x: { type: "string", pattern: "^(a+)+$" } } };
  expect(problems({ row })).toEqual([
    expect.stringMatching(
      /^schemas\/shop\/orders\/row\.schema\.json:35: the regular expression "\^\(a\+\)\+\$" takes twice as long for each character more of '.*, expected one without a repetition within another of the same characters; rewrite it \(docs\/validation\.md\)\.$/,
    ),
  ]);
});
