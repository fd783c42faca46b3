import { backtracks } from "../../../functions/core/definitions/backtracking";
import { problems, ROW } from "./helpers";

describe("a pattern is refused when its time can explode", () => {
  test.each([
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
  ])("%s", (pattern) => expect(backtracks(pattern)).toEqual(expect.any(String)), 60_000);
});

describe("a pattern that takes at most the square of the length is accepted", () => {
  test.each([
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
  ])("%s", (pattern) => expect(backtracks(pattern)).toBeUndefined(), 60_000);
});

test("the sentence names file, line, pattern and an attack", () => {
  const row = { ...ROW, properties: { ...ROW.properties, x: { type: "string", pattern: "^(a+)+$" } } };
  expect(problems({ row })).toEqual([
    expect.stringMatching(
      /^schemas\/shop\/orders\/row\.schema\.json:35: the regular expression "\^\(a\+\)\+\$" takes twice as long for each character more of '.*, expected one without a repetition within another of the same characters; rewrite it \(docs\/validation\.md\)\.$/,
    ),
  ]);
});
