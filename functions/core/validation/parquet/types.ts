/** The type of a column in Spark, or of a field in a parquet file. */
export type Type = Leaf | { kind: "struct"; fields: ReadonlyMap<string, Type> } | { kind: "list"; element: Type };

export interface Leaf {
  readonly kind: "leaf";
  /** bigint, double, decimal, string, boolean, date or timestamp; empty for a file's type that is none of these. */
  readonly name: string;
  /** The digits before and behind the decimal point, for numbers that are exact. */
  readonly whole?: number;
  readonly scale?: number;
  /** The type's name in messages. */
  readonly text: string;
}

/** @param text a Spark SQL type as definitions hold it: `array<struct<a:bigint,`b c`:decimal(18,2)>>` */
export function parseType(text: string): Type {
  const tokens = text.match(/`(?:[^`]|``)*`|decimal\(\d+,\d+\)|\w+|[<>:,]/g) ?? [];
  let at = 0;
  const next = () => tokens[at++] ?? "";
  return parse();

  function parse(): Type {
    const name = next();
    if (name === "array") {
      next();
      const element = parse();
      next();
      return { kind: "list", element };
    }
    return name === "struct" ? parseFields() : leaf(name);
  }

  function parseFields(): Type {
    const fields = new Map<string, Type>();
    while (next() !== ">") {
      const name = next();
      next();
      fields.set(name.startsWith("`") ? name.slice(1, -1).replaceAll("``", "`") : name, parse());
    }
    return { kind: "struct", fields };
  }
}

function leaf(text: string): Leaf {
  const decimal = /^decimal\((\d+),(\d+)\)$/.exec(text);
  if (!decimal) return { kind: "leaf", name: text, text };
  const [precision, scale] = [Number(decimal[1]), Number(decimal[2])];
  return { kind: "leaf", name: "decimal", whole: precision - scale, scale, text };
}

export function describe(type: Type): string {
  if (type.kind === "struct") return "a struct";
  return type.kind === "list" ? "a list" : type.text;
}
