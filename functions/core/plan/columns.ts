import type { Column } from "../documents";
import type { Difference } from "./types";
import { widens } from "./widens";

/** The columns of a table that go, come, or become others; their order counts for nothing. */
export function compareColumns(was: readonly Column[], becomes: readonly Column[]): Difference[] {
  const [before, after] = [byName(was), byName(becomes)];
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return names.flatMap((name) => compareColumn(name, before.get(name), after.get(name)));
}

const byName = (columns: readonly Column[]) => new Map(columns.map((column) => [column.name, column]));

function compareColumn(name: string, was?: Column, becomes?: Column): Difference[] {
  const what = `column ${name}`;
  if (!becomes) return [{ what, was: show(was), becomes: null, breaks: LOST, rebuilds: false }];
  if (!was) return [{ what, was: null, becomes: show(becomes), breaks: null, rebuilds: false }];
  const isOther = was.type !== becomes.type;
  const breaks = isOther && !widens(was.type, becomes.type) ? narrowed(was.type, becomes.type) : null;
  const shape =
    show(was) === show(becomes) ? [] : [{ what, was: show(was), becomes: show(becomes), breaks, rebuilds: false }];
  return [...shape, ...rest(what, was, becomes)];
}

/** What else a column says: the name in the file, the description, the pattern of a date. */
function rest(what: string, was: Column, becomes: Column): Difference[] {
  const fields = [...new Set([...Object.keys(was), ...Object.keys(becomes)])] as (keyof Column)[];
  return fields
    .filter((field) => !["name", "type", "nullable"].includes(field))
    .filter((field) => JSON.stringify(was[field]) !== JSON.stringify(becomes[field]))
    .map((field) => ({
      what: `${what}, ${field}`,
      was: JSON.stringify(was[field] ?? null),
      becomes: JSON.stringify(becomes[field] ?? null),
      breaks: null,
      rebuilds: false,
    }));
}

const show = (column?: Column) => (column ? `${column.type}${column.nullable ? "" : " required"}` : null);

const LOST = "queries and marts that name it fail: keep it until nothing reads it";
const narrowed = (was: string, becomes: string) =>
  `${was} cannot become ${becomes}, so that the next load fails (StagingSchemaError): keep the type, or give the column a new name`;
