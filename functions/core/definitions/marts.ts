import type { MartDefinition, MartJson, Relation, TableDefinition } from "../documents";
import { NotAQueryError, readMartSql } from "../sql/mart-sql";
import { SqlSyntaxError } from "../sql/parse";
import { type JsonDocument, parseDocument, type SourceFile } from "./document";
import type { DefinitionProblem } from "./errors";
import { levelsOf } from "./levels";
import { MartCompiler } from "./mart";
import { ALL_DAYS } from "./mart-calendar";
import { checkFixed, withFixed } from "./mart-fixed";
import { INTERVAL, type Source, type Sources } from "./mart-sources";
import { checkDocument } from "./meta";
import { checkSupport } from "./support";

const WORD = /^[a-z][a-z0-9_]*$/;

/**
 * Compiles all marts.
 * @param folders `glue/marts/<mart>` with its files
 * @param broken names of tables that did not compile: marts that read them are judged once the tables are right
 */
export function compileMarts(
  folders: readonly [string, SourceFile[]][],
  tables: Record<string, TableDefinition>,
  broken: readonly string[],
): { marts: Record<string, MartDefinition>; problems: DefinitionProblem[] } {
  const found = folders.map(([folder, files]) => [folder, openMart(folder, files)] as const);
  const sources = sourcesOf(
    Object.values(tables),
    found.map(([folder, opened]) => [idOf(folder), "problems" in opened ? undefined : opened]),
  );
  const problems: DefinitionProblem[] = [];
  const compilers: MartCompiler[] = [];
  for (const [folder, opened] of found) {
    if ("problems" in opened) problems.push(...opened.problems);
    else if (!readsOneOf(broken, opened))
      compilers.push(new MartCompiler(idOf(folder), opened.document, opened.sql, opened.audits, sources));
  }
  const marts = compilers.map((compiler) => ({ compiler, mart: compiler.compile() }));
  problems.push(...compilers.flatMap((compiler) => compiler.problems));
  if (problems.length > 0 || broken.length > 0) return { marts: {}, problems };
  const { levels, cycle } = levelsOf(
    new Map(marts.map(({ mart }) => [mart.id, mart.inputs.flatMap((input) => input.mart ?? [])])),
  );
  if (cycle) {
    const compiler = compilers.find(({ id }) => id === cycle[0]);
    const sentence = `the marts read each other (${cycle.join(" -> ")}), expected no cycle; remove one of these inputs.`;
    return { marts: {}, problems: compiler ? [compiler.document.problem("/inputs", sentence)] : [] };
  }
  const whole = withFixed(marts.map(({ mart }) => ({ ...mart, level: levels.get(mart.id) ?? 0 })));
  for (const mart of whole) checkFixed(mart, compilers.find(({ id }) => id === mart.id) as MartCompiler);
  problems.push(...compilers.flatMap((compiler) => compiler.problems));
  return { marts: problems.length > 0 ? {} : Object.fromEntries(whole.map((mart) => [mart.id, mart])), problems };
}

const idOf = (folder: string) => folder.slice(folder.lastIndexOf("/") + 1);

interface OpenedMart {
  document: JsonDocument;
  sql: SourceFile;
  audits: SourceFile[];
}

/** Whether a name below `staging.` that belongs to one of `tables` occurs anywhere in the mart. */
const readsOneOf = (tables: readonly string[], { document, sql, audits }: OpenedMart) =>
  tables.some((name) =>
    new RegExp(`\\bstaging["\`.]+${name}(_current|_history)?\\b`, "i").test(
      [document, sql, ...audits].map(({ text }) => text).join(" "),
    ),
  );

function openMart(folder: string, files: readonly SourceFile[]) {
  const id = idOf(folder);
  const [json, given] = ["mart.json", "mart.sql"].map((name) => files.find(({ path }) => path === `${folder}/${name}`));
  if (!WORD.test(id)) {
    const sentence = `the folder "${id}" is no name, expected a lower-case letter, then letters, digits and underscores; rename it.`;
    return { problems: [{ path: folder, line: 1, sentence }] };
  }
  if (!json) return { problems: [missing(folder, "mart.json", "mart.sql")] };
  const document = parseDocument(json);
  if ("problems" in document) return document;
  const sql = given ?? sqlOf(folder, document);
  if (!sql) return { problems: [missing(folder, "mart.sql", "mart.json")] };
  const problems = [...checkDocument(document, "mart"), ...checkSupport(document, "mart")];
  const audits = files.filter(({ path }) => path.startsWith(`${folder}/audits/`));
  return problems.length > 0 ? { problems } : { document, sql, audits };
}

const missing = (folder: string, absent: string, there: string): DefinitionProblem => ({
  path: `${folder}/${absent}`,
  line: 1,
  sentence: `the file is missing, expected it beside ${there}; add it.`,
});

/** The SQL of a mart without a mart.sql: all days, if it has a calendar. */
function sqlOf(folder: string, { value }: JsonDocument): SourceFile | undefined {
  const hasCalendar = typeof value === "object" && value !== null && "calendar" in value;
  return hasCalendar ? { path: `${folder}/mart.sql`, text: ALL_DAYS } : undefined;
}

const RELATIONS: readonly [suffix: string, relation: Relation][] = [
  ["", "log"],
  ["_current", "current"],
  ["_history", "history"],
];

/** Every name that a mart may read. */
function sourcesOf(
  tables: readonly TableDefinition[],
  marts: readonly (readonly [id: string, opened: OpenedMart | undefined])[],
): Sources {
  const sources = new Map<string, Source>();
  for (const table of tables) {
    for (const [suffix, relation] of RELATIONS) {
      sources.set(`staging.${table.name}${suffix}`, { relation, table, mart: null, isHistory: relation === "history" });
    }
  }
  for (const [mart, opened] of marts)
    sources.set(`mart.${mart}`, { relation: "mart", table: null, mart, ...(opened ? factsOf(opened) : BROKEN) });
  return sources;
}

const BROKEN = { isHistory: undefined };

function factsOf({ document, sql }: OpenedMart): Pick<Source, "isHistory" | "dimension"> {
  const { kind, natural_key, surrogate_key, calendar } = document.value as MartJson;
  if (kind !== "dimension" || surrogate_key === undefined) return { isHistory: kind === "scd2" };
  const hasIntervals = () => (calendar ? false : hasVersions(sql.text));
  return { isHistory: false, dimension: { natural_key, surrogate_key, hasVersions: hasIntervals } };
}

/** Whether the SQL of a dimension selects intervals; undefined where `*` stands for its columns, or it is broken. */
function hasVersions(text: string): boolean | undefined {
  try {
    const { mayGive, mayGiveAny } = readMartSql(text);
    if (!INTERVAL.every(mayGive)) return false;
    return mayGiveAny ? undefined : true;
  } catch (error) {
    if (error instanceof SqlSyntaxError || error instanceof NotAQueryError) return undefined;
    throw error;
  }
}
