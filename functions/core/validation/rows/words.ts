import type { BooleanValues, CsvFormat, XmlFormat } from "../../documents";

/** Texts of a file that stand for a value of another type. */
export interface Words {
  /** Texts that stand for null. */
  readonly nulls: readonly string[];
  readonly isNull: (text: string) => boolean;
  readonly booleans: ReadonlyMap<string, boolean>;
}

/** The words of a file, and those of a column by its name in the file. */
export interface FileWords {
  readonly file: Words;
  of(name: string): Words;
}

type Worded = Pick<CsvFormat | XmlFormat, "null_values" | "boolean_values" | "columns">;

/** Compiles the words of a format: a column's own take the place of the file's. */
export function compileWords({ null_values, boolean_values, columns }: Worded): FileWords {
  const file = makeWords(null_values, boolean_values);
  const own = new Map(
    Object.entries(columns).map(([name, given]) => [
      name,
      makeWords(given.null_values ?? null_values, given.boolean_values ?? boolean_values),
    ]),
  );
  return { file, of: (name) => own.get(name) ?? file };
}

const makeWords = (nulls: readonly string[], booleans: BooleanValues): Words => ({
  nulls,
  isNull: compileIsNull(nulls),
  booleans: booleansOf(booleans),
});

export function booleansOf({ true: yes, false: no }: BooleanValues): ReadonlyMap<string, boolean> {
  return new Map([...yes.map((word) => [word, true] as const), ...no.map((word) => [word, false] as const)]);
}

/** Comparing with the texts of the same length, mostly none, is faster than a set, which has to hash the text first. */
function compileIsNull(nulls: readonly string[]): (text: string) => boolean {
  const [only = ""] = nulls;
  if (nulls.length === 1) return (text) => text.length === only.length && text === only;
  const longest = Math.max(-1, ...nulls.map(({ length }) => length));
  const byLength = Array.from({ length: longest + 1 }, (_, length) => nulls.filter((text) => text.length === length));
  return (text) => {
    if (text.length > longest) return false;
    const same = byLength[text.length] as string[];
    for (let at = 0; at < same.length; at += 1) if (text === same[at]) return true;
    return false;
  };
}
