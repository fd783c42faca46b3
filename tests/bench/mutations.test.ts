import { readFileSync } from "node:fs";
import { join } from "node:path";
import { GUARDS } from "../../bench/mutations/guards";
import { ROOT } from "../../functions/cli/paths";

describe("the guards that the benchmark of mutations removes", () => {
  test.each(GUARDS.map((each) => [each.guard, each] as const))("stands in its file once: %s", (_, { file, text }) => {
    expect(readFileSync(join(ROOT, file), "utf8").split(text)).toHaveLength(2);
  });
});
