import { show, Unreadable } from "../problems";
import type { CellsContext } from "./cells";

/**
 * Compares the columns of a file with those of its table, by name; their order is free. Columns that are neither in
 * `required` nor in a snapshot's key may be missing, as properties may.
 * @throws Unreadable after noting every difference, since rows under a wrong header would only repeat it
 */
export function checkHeader({ table, names, line, problems, limits, known, keyNames }: CellsContext): void {
  if (names.length > limits.columns) {
    const finding = {
      column: null,
      rule: "columns",
      expected: `at most ${limits.columns} columns`,
      found: `${names.length}`,
    };
    throw new Unreadable(line, finding);
  }
  const findings = [
    ...missing(names, [...new Set([...((table.row_schema.required ?? []) as string[]), ...keyNames])]),
    ...duplicates(names),
    ...(table.new_columns === "reject" ? extra(names, known) : []),
  ];
  const last = findings.pop();
  for (const finding of findings) problems.add(line, finding);
  if (last) throw new Unreadable(line, last);
}

function missing(names: readonly string[], required: readonly string[]) {
  const present = new Set(names);
  const similar = new Map(names.map((name) => [name.trim().toLowerCase(), name]));
  return required
    .filter((column) => !present.has(column))
    .map((column) => {
      const close = similar.get(column.trim().toLowerCase());
      return {
        column,
        rule: "missing_column",
        expected: "this column in the header",
        found: close === undefined ? "no such column" : show(close),
      };
    });
}

function duplicates(names: readonly string[]) {
  const repeated = new Set(names.filter((name, at) => names.indexOf(name) !== at));
  return [...repeated].map((column) => {
    const times = names.filter((name) => name === column).length;
    return { column, rule: "duplicate_column", expected: "each column once in the header", found: `it ${times} times` };
  });
}

function extra(names: readonly string[], known: ReadonlySet<string>) {
  return [...new Set(names)]
    .filter((name) => !known.has(name))
    .map((name) => ({
      column: name,
      rule: "new_column",
      expected: "only columns of the row schema",
      found: `${show(name)} in the header`,
    }));
}
