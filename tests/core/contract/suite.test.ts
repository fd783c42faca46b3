import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Compiler } from "../../../functions/core/contract";
import { inspect } from "../../../functions/core/validation/readers/json-text";

/** The official JSON-Schema-Test-Suite, draft 2020-12: tests/contract/suite. Python runs the same groups. */
interface Group {
  description: string;
  schema: unknown;
  tests: { description: string; data: unknown; valid: boolean }[];
}
/** A reason for a group (`*`: for all of a file), or for single tests of it. */
type Reasons = Record<string, string | Record<string, string>>;

const CONTRACT = join(__dirname, "../../contract");
const SUITE = join(CONTRACT, "suite/draft2020-12");
const read = <T>(path: string) => JSON.parse(readFileSync(path, "utf8")) as T;
const { "//": _, ...LEFT_OUT } = read<Record<string, Reasons>>(join(CONTRACT, "left-out.json"));
const FILES = readdirSync(SUITE, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".json"))
  .sort();
const GROUPS = FILES.flatMap((file) => read<Group[]>(join(SUITE, file)).map((group) => ({ file, group })));
const reason = (file: string, group: string) => LEFT_OUT[file]?.["*"] ?? LEFT_OUT[file]?.[group];
const RUN = GROUPS.filter(({ file, group }) => typeof reason(file, group.description) !== "string");

test.each(RUN.map(({ file, group }): [string, string, Group] => [file, group.description, group]))(
  "%s: %s",
  (file, _description, group) => {
    const compiler = new Compiler(group.schema);
    const check = compiler.compile(group.schema);
    const out = compiler.outcome();
    const leftOut = (reason(file, group.description) ?? {}) as Record<string, string>;
    const verdicts = group.tests.map(({ description, data }) => {
      check(data, inspect(JSON.stringify({ data })).literals.get("data"), out);
      return [description, out.take().length === 0];
    });
    // What is left out must really differ, or it is no longer to be left out.
    expect(verdicts).toEqual(
      group.tests.map(({ description, valid }) => [description, valid !== description in leftOut]),
    );
  },
);

test("whatever is left out is in the suite", () => {
  for (const [file, groups] of Object.entries(LEFT_OUT)) {
    for (const [description, why] of Object.entries(groups)) {
      const found = GROUPS.filter((one) => one.file === file && [one.group.description, "*"].includes(description));
      expect(found.length).toBeGreaterThan(0);
      const tests = found.flatMap(({ group }) => group.tests.map((test) => test.description));
      if (typeof why !== "string") expect(tests).toEqual(expect.arrayContaining(Object.keys(why)));
    }
  }
});

test("most of the suite is run", () => expect(RUN.length).toBeGreaterThanOrEqual(320));
