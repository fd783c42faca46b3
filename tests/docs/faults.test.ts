import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../functions/cli/paths";

const section = readFileSync(join(ROOT, "docs/testing.md"), "utf8")
  .split("### Faults and their tests")[1]
  ?.split("\n## ")[0];
const named = [...(section ?? "").matchAll(/`(tests\/[^`]+)`, "([^"]+)"/g)].map(([, file = "", name = ""]) => [
  file,
  name,
]);

test("each fault of docs/testing.md has a test that is there", () => {
  expect(named.length).toBeGreaterThanOrEqual(20);
  const gone = named.filter(([file = "", name = ""]) => !readFileSync(join(ROOT, file), "utf8").includes(name));
  expect(gone).toEqual([]);
});

test("each fault begins with a test from one end to the other", () => {
  const rows = (section ?? "").split("\n").filter((line) => line.startsWith("- "));
  expect(rows.length).toBeGreaterThanOrEqual(20);
  expect(rows.filter((row) => !/^- [^`]+: `tests\/end-to-end\//.test(row))).toEqual([]);
});
