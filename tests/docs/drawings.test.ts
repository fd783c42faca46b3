import { readFileSync } from "node:fs";
import { importsOf } from "../../tools/drawings/imports";
import { drawMachine, drawMap } from "../../tools/drawings/machines";
import { DRAWINGS, drawingsIn, PAGE, redrawn } from "../../tools/drawings/page";
import { circleIn, drawRooms } from "../../tools/drawings/rooms";

const text = readFileSync(PAGE, "utf8");

test("the page has every drawing once", () => {
  expect(drawingsIn(text).sort()).toEqual(Object.keys(DRAWINGS).sort());
});

test("the drawings are those of the code; if not: npm run draw", () => {
  expect(text).toBe(redrawn(text));
});

test("a drawing that nobody makes is an error", () => {
  expect(() => redrawn("<!-- drawing: x -->\n```mermaid\n\n```")).toThrow(
    "docs/architecture.md: no drawing is called x, expected one of rooms of functions, rooms of glue, rooms of local, pipeline, pipeline: Load tables, pipeline: Build marts, load_file, pull_table, maintain_tables.",
  );
});

describe("imports", () => {
  const source = (path: string, ...lines: string[]) => ({ path, text: lines.join("\n") });
  const arrows = (...sources: { path: string; text: string }[]) =>
    importsOf(sources).map(({ from, to }) => `${from} > ${to}`);

  test("of TypeScript, by type or at run time, are found", () => {
    const a = source(
      "a/a.ts",
      'import type { B } from "../b";',
      'const c = await import("../c/c");',
      'export * from "x";',
    );
    expect(arrows(a, source("b/index.ts"), source("c/c.ts"))).toEqual(["a/a.ts > b/index.ts", "a/a.ts > c/c.ts"]);
  });

  test("of Python are found, over several lines and inside functions", () => {
    const a = source(
      "glue/etl/a.py",
      "from etl.b import (",
      "    c,  # why",
      "    d,",
      ")",
      "def f():",
      "    import etl.e",
    );
    const others = ["glue/etl/b/__init__.py", "glue/etl/b/c.py", "glue/etl/e.py"].map((path) => source(path));
    expect(arrows(a, ...others)).toEqual(["glue/etl/a.py > glue/etl/b/c.py", "glue/etl/a.py > glue/etl/e.py"]);
    expect(arrows(source("glue/etl/a.py", "from etl.b import X"), ...others)).toEqual([
      "glue/etl/a.py > glue/etl/b/__init__.py",
    ]);
    const launcher = source("local/launcher.py", 'PATCHES = ("local.iam",)');
    expect(arrows(launcher, source("local/iam/__init__.py"))).toEqual(["local/launcher.py > local/iam/__init__.py"]);
  });
});

describe("rooms", () => {
  const imports = (...pairs: string[]) =>
    pairs.map((pair) => ({ from: pair.split(" > ")[0] as string, to: pair.split(" > ")[1] as string }));

  test("arrows that others imply are left out, and the files on the ground are one room", () => {
    const drawing = drawRooms(
      imports(
        "glue/etl/a/x.py > glue/etl/b/y.py",
        "glue/etl/b/y.py > glue/etl/errors.py",
        "glue/etl/a/x.py > glue/etl/n.py",
      ),
      "glue",
    );
    expect(drawing.split("\n").slice(1)).toEqual([
      '  etl_files_py["etl/*.py"]',
      '  etl_a["etl/a"]',
      '  etl_b["etl/b"]',
      "  etl_a --> etl_b",
      "  etl_b --> etl_files_py",
    ]);
  });

  test("that import in a circle are an error with the way round", () => {
    const circle = imports("local/a/x.py > local/b/y.py", "local/b/y.py > local/a/z.py");
    expect(() => drawRooms(circle, "local")).toThrow(
      "Rooms import each other in a circle: local/a -> local/b -> local/a. Move the shared code to a room below.",
    );
    expect(circleIn(new Map([["a", new Set(["b"])]]))).toBeUndefined();
  });
});

describe("a state machine", () => {
  const inner = {
    StartAt: "T",
    States: {
      T: { Type: "Task", Next: "Good", Catch: [{ Next: "Bad" }] },
      Good: { Type: "Succeed" },
      Bad: { Type: "Fail" },
    },
  };
  const machine = {
    StartAt: "A?",
    States: {
      "A?": { Type: "Choice", Choices: [{ Next: "M" }, { Next: "M" }], Default: "Done" },
      M: {
        Type: "Map",
        ItemProcessor: { StartAt: "N", States: { N: { Type: "Map", ItemProcessor: inner } } },
        Next: "Done",
        Catch: [{ Next: "Done" }],
      },
      Done: { Type: "Pass" },
    },
  };
  const lines = (drawing: string) => drawing.split("\n").map((line) => line.trim());

  test("is drawn with an arrow a way, and the default of a choice named", () => {
    expect(lines(drawMachine(machine))).toEqual([
      "flowchart TD",
      'A_{{"A?"}}',
      'M[["M"]]',
      'Done("Done")',
      "A_ --> M",
      "A_ -->|otherwise| Done",
      "M --> Done",
    ]);
  });

  test("has its Maps drawn apart, a Catch as a dotted arrow", () => {
    expect(lines(drawMap(machine, "M"))).toEqual([
      "flowchart LR",
      'T["T"]',
      'Good(["Good"])',
      'Bad(["Bad"])',
      "T --> Good",
      "T -.-> Bad",
    ]);
    expect(() => drawMap(machine, "X")).toThrow("There is no Map state X, expected one of A?, M, Done.");
  });
});
