import { join } from "node:path/posix";
import { ENTRIES, FILES, TOP } from "./project";

/** Words with a slash inside, or with the ending of a source file; `<name>` and `*` stand for any name. */
const WORD = /(?<![\w/.:@<>{}$*-])[\w.@<>*-]+(?:\/[\w.@<>*-]+)*\/?(?![\w/<>{}$*])/g;
const SOURCE = /[\w*>]\.(ts|py|cjs|mjs|mts|sh)$/;

/** The paths that a text names: below a folder of the project's root, or ending as a source file does. */
export function pathsIn(text: string): string[] {
  return [...text.matchAll(WORD)].flatMap(([word]) => {
    const path = word.replace(/\.+$/, "");
    const below = path.includes("/") && TOP.has(path.split("/")[0] as string);
    return below || SOURCE.test(path) ? [path] : [];
  });
}

/** Whether a path that a comment or page names is there: from the root, or as the end of a path (`rows/fast.ts`), or an ADR by number. */
export function isThere(named: string): boolean {
  const path = named.replace(/\/$/, "").replace(/^(docs\/adr\/\d{4})$/, "$1-*.md");
  if (ENTRIES.has(path)) return true;
  const pattern = path.replace(/[.+]/g, "\\$&").replace(/<[^>]*>|\*+/g, "[^/]+");
  const ending = new RegExp(`(^|/)${pattern}$`);
  return [...ENTRIES].some((entry) => ending.test(entry));
}

export interface Link {
  line: number;
  target: string;
}

/** Links of a Markdown page to other files or headings, outside of code. */
export function linksOf(page: string): Link[] {
  const text = page.replace(/```[\s\S]*?```|`[^`\n]*`/g, (code) => code.replace(/[^\n]/g, " "));
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(({ 1: target = "", index }) => ({ target, line: text.slice(0, index).split("\n").length }))
    .filter(({ target }) => !/^[a-z]+:/.test(target));
}

/** The anchors that GitHub gives to the headings of a page. */
export const anchorsOf = (page: string): string[] =>
  [...page.replace(/```[\s\S]*?```/g, "").matchAll(/^#+ (.*)$/gm)].map(({ 1: title = "" }) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );

/** The file that a link of `page` leads to. */
export const resolved = (page: string, target: string): string =>
  target === "" ? page : join(page, "..", target).replace(/\/$/, "");

/** The project's pages; the official test suite is not ours. */
export const MARKDOWN = FILES.filter((file) => file.endsWith(".md") && !file.startsWith("tests/contract/suite/"));
