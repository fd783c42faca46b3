/** A column as the Glue catalogue has it: `struct<a:bigint,b:timestamp>`. */
export interface CatalogueColumn {
  name: string;
  type: string;
}

/** A table in a database of the Glue catalogue. */
export interface Place {
  database: string;
  table: string;
}

/**
 * The statement of Athena that copies a table or a view into a table of Hive, as parquet. Hive has no time with a zone, no
 * microseconds and no nested names beyond `[A-Za-z0-9_]`: times become UTC to the millisecond, such names are folded.
 */
export function ctas(columns: readonly CatalogueColumn[], from: Place, to: Place): string {
  const selected = columns.map(({ name, type }) => {
    const wanted = hiveOf(type);
    return wanted === null ? quoted(name) : `cast(${quoted(name)} as ${wanted}) as ${quoted(name)}`;
  });
  return [
    `create table ${placed(to)}`,
    "with (format = 'PARQUET') as",
    `select\n  ${selected.join(",\n  ")}`,
    `from ${placed(from)}`,
  ].join("\n");
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
const placed = ({ database, table }: Place) => `${quoted(database)}.${quoted(table)}`;

/** Athena's type to cast a column to; null where Hive takes it as it is. */
export function hiveOf(type: string): string | null {
  const tokens = [...type.matchAll(TOKEN)].map(([token]) => token);
  const [text, changed] = new TypeText(tokens).read();
  return changed ? text : null;
}

const TOKEN = /`(?:[^`]|``)*`|\w+\(\d+(?:,\s*\d+)?\)|[<>:,]|[^<>:,`]+/g;
const NAMES: Record<string, string> = { string: "varchar", int: "integer", float: "real", binary: "varbinary" };

/** Reads the tokens of a type of the catalogue: Athena's text of it, and whether Hive needs another type. */
class TypeText {
  private at = 0;
  constructor(private readonly tokens: readonly string[]) {}

  read(): [text: string, changed: boolean] {
    const token = this.next();
    if (token === "timestamp") return ["timestamp(3)", true];
    if (token === "array") return this.array();
    return token === "struct" ? this.row() : [NAMES[token] ?? token, false];
  }

  private next(): string {
    this.at += 1;
    return this.tokens[this.at - 1]?.trim() ?? "";
  }

  private array(): [string, boolean] {
    this.next();
    const [element, changed] = this.read();
    this.next();
    return [`array(${element})`, changed];
  }

  private row(): [string, boolean] {
    const fields: string[] = [];
    const names = new Set<string>();
    let changed = false;
    while (this.next() !== ">" && this.at < this.tokens.length) {
      const name = this.next().replace(/^`(.*)`$/, "$1");
      const folded = unique(name.replaceAll(/\W/g, "_"), names);
      this.next();
      const [type, inner] = this.read();
      fields.push(`${quoted(folded)} ${type}`);
      changed ||= inner || folded !== name;
    }
    return [`row(${fields.join(", ")})`, changed];
  }
}

/** `a.b` and `a_b` of one struct stay two names. */
function unique(name: string, taken: Set<string>): string {
  let own = name;
  for (let number = 2; taken.has(own.toLowerCase()); number += 1) own = `${name}_${number}`;
  taken.add(own.toLowerCase());
  return own;
}
