import { documentedCommands } from "../end-to-end/support/shell-blocks";

const page = (...lines: string[]) => documentedCommands("x.md", lines.join("\n"));

test("each line of a shell block is a command, without its comment", () => {
  expect(page("Text", "```sh", "# all of it", "a b          # why", "", "c \\", "  --d '#1'", "```")).toEqual([
    { page: "x.md", line: 4, command: "a b", output: null },
    { page: "x.md", line: 6, command: "c --d '#1'", output: null },
  ]);
});

test("a console block shows commands and what they print", () => {
  expect(page("```console", "$ a", "1", "", "2", "$ b", "```", "```console", "$ c", "3", "```")).toEqual([
    { page: "x.md", line: 2, command: "a", output: "1\n\n2\n" },
    { page: "x.md", line: 6, command: "b", output: "" },
    { page: "x.md", line: 9, command: "c", output: "3\n" },
  ]);
});

test("other blocks, and fences within longer fences, hold none", () => {
  expect(page("```json", "{}", "```", "```", "plain", "```", "````md", "```sh", "a", "```", "````")).toEqual([]);
});
