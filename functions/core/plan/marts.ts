import type { MartDefinition } from "../documents";
import { BATCH_DATE } from "../sql/batch-date";
import { selectedColumns } from "../sql/select-list";
import { compareFields, equal, type Rule } from "./fields";
import type { Difference } from "./types";

const ANEW = "drop the mart's table and build it anew, or give the mart a new name";
/** What the rows are made of: they are others once the mart is built. */
const MADE: Rule = { rebuilds: true };

const RULES: Partial<Record<keyof MartDefinition, Rule>> = {
  kind: { breaks: `another kind has other rows and columns: ${ANEW}`, rebuilds: true },
  natural_key: { breaks: "a row stands for another thing: tell whoever reads the mart", rebuilds: true },
  grain: { breaks: "a row stands for another thing: tell whoever reads the mart" },
  inputs: MADE,
  dimensions: MADE,
  joins: MADE,
  historical: MADE,
  surrogate_key: MADE,
  calendar: MADE,
};

/** What the two definitions of one mart differ in. Columns are known where neither query selects `*`. */
export function compareMart(was: MartDefinition, becomes: MartDefinition): Difference[] {
  if (equal(was, becomes)) return [];
  const fields = compareFields(was, becomes, RULES, ["id", "level", "base", "sql", "fixed"]);
  return [...compareOutputs(was, becomes), ...fields, ...compareSql(was, becomes)];
}

function compareSql({ sql: was }: MartDefinition, { sql: becomes }: MartDefinition): Difference[] {
  if (was === becomes) return [];
  return [{ what: "mart.sql", was: "as deployed", becomes: "another query", breaks: null, rebuilds: true }];
}

function compareOutputs(was: MartDefinition, becomes: MartDefinition): Difference[] {
  const [before, after] = [outputs(was), outputs(becomes)];
  if (before === null || after === null) return [];
  const lost = before.filter((name) => !after.includes(name));
  const added = after.filter((name) => !before.includes(name));
  const difference = (name: string) => ({ what: `column ${name}`, rebuilds: true });
  return [
    ...lost.map((name) => ({ ...difference(name), was: "there", becomes: null, breaks: LOST })),
    ...added.map((name) => ({ ...difference(name), was: null, becomes: "there", breaks: null })),
  ];
}

const LOST = `queries of it fail, and builds are refused (MartSchemaError): keep the column, or ${ANEW}`;

/** The columns of the query and those that the job makes; null where they are not known before it is built. */
function outputs(mart: MartDefinition): string[] | null {
  const selected = selection(mart.sql);
  if (selected === null) return null;
  const keys = [
    ...(mart.surrogate_key ? [mart.surrogate_key] : []),
    ...mart.dimensions.map((each) => each.surrogate_key),
  ];
  const intervals = ["effective_from", "effective_to"];
  const hasVersions = intervals.every((name) => selected.includes(name));
  const made = mart.historical ? ["as_of_date"] : hasVersions && mart.kind !== "as_of" ? ["is_current"] : [];
  const gone = mart.historical ? [...intervals, "is_current"] : [];
  return [...new Set([...keys, ...selected.filter((name) => !gone.includes(name)), ...made])];
}

/** Null for a query that cannot be read either, as one of another version of Sluice. */
function selection(sql: string): string[] | null {
  try {
    return selectedColumns(sql.replaceAll(`:${BATCH_DATE}`, "date '2000-01-01'"));
  } catch {
    return null;
  }
}
