import { didYouMean } from "../core/definitions/suggest";
import type { Definitions } from "../core/documents";
import { tablesOf } from "../core/sql/resolve-names";

/** Athena's words for a name that it does not find. */
const NOT_FOUND = /\b(TABLE|SCHEMA|DATABASE)_NOT_FOUND\b|(Table|View|Schema|Database) \S+ (does not exist|not found)/i;

/** What each name that a query may read comes from. */
type Source = { mart: string } | { table: string; layer: "raw" | "staging" };

/**
 * Why a query failed over a name, in the names that people write; null where it failed over something else.
 * `reason` is Athena's.
 */
export function explainUnknownTable(sql: string, reason: string, definitions: Definitions): string | null {
  if (!NOT_FOUND.test(reason)) return null;
  const sources = sourcesOf(definitions);
  const read = tablesOf(sql).filter((name) => !name.startsWith("information_schema."));
  const unknown = read.find((name) => !sources.has(name));
  if (unknown !== undefined) {
    return `There is no table ${unknown}: names are raw.<source>_<table>, staging.<source>_<table>[_current|_history] and mart.<mart>; sluice tables lists them.${nearest(unknown, [...sources.keys()])}`;
  }
  const [name = ""] = read;
  const source = sources.get(name);
  if (source && read.length === 1) return notYet(name, source);
  return `One of ${read.join(", ")} is defined, but has nothing to read yet: sluice tables says what is loaded and built.`;
}

function notYet(name: string, source: Source): string {
  if ("mart" in source) {
    return `${name} is defined and not built yet: sluice why ${source.mart} says what it waits for (a definition that is new has to be deployed first).`;
  }
  const missing = source.layer === "raw" ? "no file of it is catalogued yet" : "no file of it is loaded yet";
  return `${name} is defined, but ${missing}: load one with sluice load, and see sluice tables ${source.table} (a definition that is new has to be deployed first).`;
}

function sourcesOf({ tables, marts }: Definitions): Map<string, Source> {
  const sources = new Map<string, Source>();
  for (const { id, name } of Object.values(tables)) {
    sources.set(`raw.${name}`, { table: id, layer: "raw" });
    for (const suffix of ["", "_current", "_history"])
      sources.set(`staging.${name}${suffix}`, { table: id, layer: "staging" });
  }
  for (const id of Object.keys(marts)) sources.set(`mart.${id}`, { mart: id });
  return sources;
}

/** The nearest name as a whole; else one whose last part is meant, as where the layer was left out. */
function nearest(name: string, known: string[]): string {
  const word = (full: string) => full.slice(full.lastIndexOf(".") + 1);
  const same = known.filter((each) => word(each) === word(name));
  if (same.length > 0) return ` Did you mean ${same.map((each) => `"${each}"`).join(" or ")}?`;
  const whole = didYouMean(name, known);
  if (whole) return whole;
  const near = known.find((each) => didYouMean(word(name), [word(each)]) !== "");
  return near ? ` Did you mean "${near}"?` : "";
}
