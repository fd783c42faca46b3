import CONTRACT from "../../../../schemas/meta/contract.json";
import { type Finding, show } from "../../contract/finding";
import { fill } from "../../contract/phrases";
import type { DatePattern, TableDefinition } from "../../documents";
import type { RecordCheck } from "./record";

/** Rewrites a text in a declared pattern to ISO 8601; `undefined` for a text in another form. */
export type ToIso = (text: string) => string | undefined;

export function compileToIso({ match, iso, rewrites }: DatePattern): ToIso {
  const pattern = new RegExp(match, "u");
  const steps = rewrites.map(([from, to]) => [new RegExp(from, "gu"), to] as const);
  return (text) => {
    if (!pattern.test(text)) return undefined;
    return steps.reduce((made, [from, to]) => made.replace(from, to), text.replace(pattern, iso));
  };
}

/** The declared date patterns of a table, by the columns' names in the file. */
export function datePatterns({ columns }: TableDefinition): ReadonlyMap<string, ToIso> {
  return new Map(
    columns.flatMap(({ source_name, pattern }) => (pattern ? [[source_name, compileToIso(pattern)]] : [])),
  );
}

/**
 * Lets `check` see ISO 8601 where the file writes dates in a pattern of its own: the texts of the row are replaced, in
 * place. Findings speak of the pattern, and of the text as it stands in the file.
 */
export function withDatePatterns(table: TableDefinition, check: RecordCheck): RecordCheck {
  const patterns = datePatterns(table);
  if (patterns.size === 0) return check;
  const expected = new Map(table.columns.map(({ source_name, type, pattern }) => [source_name, phrase(type, pattern)]));

  return (row, literals) => {
    const texts = new Map<string, string>();
    const wrong: Finding[] = [];
    for (const [name, toIso] of patterns) {
      const text = row[name];
      if (typeof text !== "string") continue;
      const iso = toIso(text);
      if (iso === undefined) wrong.push(finding(name, text));
      else row[name] = iso;
      texts.set(name, text);
    }
    // A text in the pattern may still name a day that does not exist.
    for (const found of check(row, literals)) {
      const text = texts.get(found.column ?? "");
      if (text === undefined) wrong.push(found);
      else if (!wrong.some(({ column }) => column === found.column))
        wrong.push(found.rule === "format" ? finding(found.column as string, text) : found);
    }
    return wrong;
  };

  function finding(column: string, text: string): Finding {
    return { column, rule: "format", expected: expected.get(column) ?? "", found: show(text) };
  }
}

const phrase = (type: string, pattern: DatePattern | null) =>
  fill(CONTRACT.phrases.patterns[type === "date" ? "date" : "timestamp"], pattern?.text);
