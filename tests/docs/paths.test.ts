import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../functions/cli/paths";
import { commentsOf } from "./support/comments";
import { anchorsOf, isThere, linksOf, MARKDOWN, pathsIn, resolved } from "./support/paths";
import { ENTRIES, FILES } from "./support/project";

const read = (file: string) => readFileSync(join(ROOT, file), "utf8");
const PATHS_IN_EXAMPLES = /^tests\/docs\//;

test.each(MARKDOWN)("%s links to files and headings that are there", (page) => {
  const dangling = linksOf(read(page)).filter(({ target }) => {
    const [file = "", anchor] = target.split("#");
    const to = resolved(page, file);
    if (!ENTRIES.has(to)) return true;
    return anchor !== undefined && !anchorsOf(read(to)).includes(anchor);
  });
  expect(dangling.map(({ line, target }) => `${page}:${line} links to ${target}`)).toEqual([]);
});

test.each(MARKDOWN)("%s names files and folders that are there", (page) => {
  const named = read(page)
    .split("\n")
    .flatMap((text, index) => [...text.matchAll(/`([^`]+)`/g)].map(({ 1: code = "" }) => ({ code, line: index + 1 })));
  const dangling = named.flatMap(({ code, line }) =>
    pathsIn(code)
      .filter((path) => !isThere(path))
      .map((path) => `${page}:${line} names ${path}`),
  );
  expect(dangling).toEqual([]);
});

test("comments name files and folders that are there", () => {
  const dangling = FILES.filter((file) => !PATHS_IN_EXAMPLES.test(file)).flatMap((file) =>
    commentsOf(file, read(file)).flatMap(({ line, text }) =>
      pathsIn(text)
        .filter((path) => !isThere(path))
        .map((path) => `${file}:${line} names ${path}`),
    ),
  );
  expect(dangling).toEqual([]);
});

describe("the finder", () => {
  test("takes paths from comments and docstrings, not from code", () => {
    const script = 'const a = "// docs/no.md"; // see docs/b.md\n/* glue/etl/c.py\n */ const d = `# docs/no.md`;';
    expect(commentsOf("a.ts", script).flatMap(({ text }) => pathsIn(text))).toEqual(["docs/b.md", "glue/etl/c.py"]);
    const python = '"""See local/x.py."""\na = "# docs/no.md"  # docs/b.md, not http://a/docs/c.md\n';
    expect(commentsOf("a.py", python).flatMap(({ text }) => pathsIn(text))).toEqual(["local/x.py", "docs/b.md"]);
  });

  test("knows a path from other words with a slash, or a dot", () => {
    expect(pathsIn("and/or shop/orders, e.g. text/csv: rows/fast.ts of `schemas/<source>/<table>/`.")).toEqual([
      "rows/fast.ts",
      "schemas/<source>/<table>/",
    ]);
  });

  test("finds a path by its end, with names left open", () => {
    const there = ["README.md", "docs/adr/0002", "paths.ts", "support/paths.ts", "schemas/<source>/<table>/table.json"];
    expect(there.filter(isThere)).toEqual(there);
    const gone = ["docs/tests.md", "etl/rejection.py", "upport/paths.ts", "schemas/<source>/table.json"];
    expect(gone.filter(isThere)).toEqual([]);
  });

  test("finds links and headings outside of code", () => {
    expect(linksOf("[a](b.md#c-d)\n`[x](y)` [e](https://f)\n```\n[g](h)\n```\n[i](j)")).toEqual([
      { line: 1, target: "b.md#c-d" },
      { line: 6, target: "j" },
    ]);
    expect(anchorsOf("# A b, `c.d`\ntext\n## E-f")).toEqual(["a-b-cd", "e-f"]);
  });
});
