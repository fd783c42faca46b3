/** A command of a fenced shell block, as a reader would paste it. */
export interface DocumentedCommand {
  page: string;
  /** 1-based */
  line: number;
  command: string;
  /** what the page shows below it; null where it shows nothing */
  output: string | null;
}

/** `sh` blocks hold commands only; in a `console` block a command follows `$ ` and anything else is what it prints. */
const LANGUAGES: Record<string, (lines: Line[]) => Omit<DocumentedCommand, "page">[]> = {
  sh: commands,
  bash: commands,
  shell: commands,
  console: session,
};

interface Line {
  line: number;
  text: string;
}

/** Every command in the fenced shell blocks of a Markdown page, in the page's order. */
export function documentedCommands(page: string, markdown: string): DocumentedCommand[] {
  return blocks(markdown).flatMap(({ language, lines }) => {
    const read = Object.hasOwn(LANGUAGES, language) ? LANGUAGES[language] : undefined;
    return (read?.(lines) ?? []).map((found) => ({ page, ...found }));
  });
}

function blocks(markdown: string): { language: string; lines: Line[] }[] {
  const found: { language: string; lines: Line[] }[] = [];
  let open: { fence: string; language: string; lines: Line[] } | undefined;
  for (const [index, text] of markdown.split("\n").entries()) {
    const [, fence, language = ""] = /^ {0,3}(`{3,}|~{3,})\s*(\w*)/.exec(text) ?? [];
    if (!open && fence) open = { fence, language: language.toLowerCase(), lines: [] };
    else if (open && text.trim() === open.fence) {
      found.push(open);
      open = undefined;
    } else open?.lines.push({ line: index + 1, text });
  }
  return found;
}

/** A line a command; a backslash at its end goes on, a comment after it is for the reader. */
function commands(lines: Line[]) {
  const found: Omit<DocumentedCommand, "page">[] = [];
  let before: Line | undefined;
  for (const { line, text } of lines) {
    const whole = { line: before?.line ?? line, text: (before?.text ?? "") + text.trim() };
    before = whole.text.endsWith("\\") ? { ...whole, text: whole.text.slice(0, -1) } : undefined;
    const command = whole.text.replace(/(^|\s+)#.*$/, "").trim();
    if (!before && command) found.push({ line: whole.line, command, output: null });
  }
  return found;
}

function session(lines: Line[]) {
  const found: { line: number; command: string; output: string }[] = [];
  for (const { line, text } of lines) {
    const last = found.at(-1);
    if (text.startsWith("$ ")) found.push({ line, command: text.slice(2).trim(), output: "" });
    else if (last) last.output += `${text}\n`;
  }
  return found;
}
