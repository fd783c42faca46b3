import type { Finding } from "../../contract/finding";
import { describe, type Leaf, type Type } from "./types";

/** By type of the column: whether it has room for every value of the file's type. Any other column takes its own type only. */
const FITS: Record<string, (file: Leaf, column: Leaf) => boolean> = {
  bigint: ({ name, whole = 0 }) => name === "bigint" && whole <= 19,
  decimal: ({ name, whole = 0, scale = 0 }, column) =>
    (name === "decimal" || name === "bigint") && whole <= (column.whole ?? 0) && scale <= (column.scale ?? 0),
};

/** Finds the fields of a file whose type does not fit its column. A field that only one of the two has is skipped. */
export function misfits(path: string, file: Type, column: Type): Finding[] {
  if (column.kind === "struct" && file.kind === "struct") {
    return [...column.fields].flatMap(([name, inner]) => {
      const field = file.fields.get(name);
      return field ? misfits(`${path}.${name}`, field, inner) : [];
    });
  }
  if (column.kind === "list" && file.kind === "list") return misfits(`${path}[]`, file.element, column.element);
  if (column.kind === "leaf" && file.kind === "leaf") {
    const fits = FITS[column.name] ?? (({ name }: Leaf) => name === column.name);
    if (fits(file, column)) return [];
  }
  return [{ column: path, rule: "type", expected: describe(column), found: describe(file) }];
}
