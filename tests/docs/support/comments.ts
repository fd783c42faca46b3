/** A comment or docstring, or any other text, which is skipped whole so that `//` and `#` inside it mean nothing. */
const TOKENS: Record<string, RegExp> = {
  ts: /(\/\*[\s\S]*?\*\/|\/\/[^\n]*)|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/g,
  py: /("""[\s\S]*?"""|#[^\n]*)|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g,
  yml: /((?<=^|\s)#[^\n]*)|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/gm,
};
const LANGUAGE: Record<string, string> = { cjs: "ts", mjs: "ts", mts: "ts", toml: "yml", yaml: "yml", in: "yml" };

export interface Comment {
  line: number;
  text: string;
}

/** The comments of a source file; of a language that is not known, none. */
export function commentsOf(path: string, source: string): Comment[] {
  const extension = path.split(".").at(-1) ?? "";
  const tokens = TOKENS[LANGUAGE[extension] ?? extension];
  if (!tokens) return [];
  const found: Comment[] = [];
  for (const { 1: text, index } of source.matchAll(tokens))
    if (text) found.push({ line: source.slice(0, index).split("\n").length, text });
  return found;
}
