import { FORMAT_NAMES, References } from "../contract";
import type { RowSchema } from "../documents";
import { backtracks } from "./backtracking";
import { escapePointer, type JsonDocument } from "./document";
import type { DefinitionProblem } from "./errors";
import { notRegular, outsideDialect } from "./regex-dialect";
import { didYouMean } from "./suggest";

/** Keywords by their values: one schema, a list of schemas, or schemas by name. */
const ONE = "additionalProperties propertyNames items contains not if then else".split(" ");
const MORE = "unevaluatedItems unevaluatedProperties contentSchema".split(" ");
const LISTS = "allOf anyOf oneOf prefixItems".split(" ");
const MAPS = "properties patternProperties dependentSchemas $defs definitions".split(" ");
const ASSERTIONS =
  "type enum const multipleOf minimum maximum exclusiveMinimum exclusiveMaximum minLength maxLength pattern format minItems maxItems uniqueItems minContains maxContains minProperties maxProperties required dependentRequired".split(
    " ",
  );
const OTHERS =
  "$schema $id $ref $anchor $comment title description default deprecated readOnly writeOnly examples contentEncoding contentMediaType".split(
    " ",
  );
const KEYWORDS = [...ASSERTIONS, ...ONE, ...MORE, ...LISTS, ...MAPS, ...OTHERS];

interface Place {
  readonly pointer: string;
  readonly schema: RowSchema;
}

const isSchema = (value: unknown): value is RowSchema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The schemas directly inside a schema. */
function within({ pointer, schema }: Place): Place[] {
  return Object.entries(schema).flatMap(([keyword, value]) => {
    const at = `${pointer}/${escapePointer(keyword)}`;
    if (ONE.includes(keyword) || MORE.includes(keyword)) return isSchema(value) ? [{ pointer: at, schema: value }] : [];
    if (!LISTS.includes(keyword) && !MAPS.includes(keyword)) return [];
    return Object.entries(value as object).flatMap(([name, schema]) =>
      isSchema(schema) ? [{ pointer: `${at}/${escapePointer(name)}`, schema }] : [],
    );
  });
}

const everywhere = (place: Place): Place[] => [place, ...within(place).flatMap(everywhere)];

/**
 * Finds the parts of a row schema that one of the two engines does not check, or that they might check differently. Rows
 * are checked by the validator and by Spark; both have to come to one verdict.
 * @param document valid against the meta-schema of 2020-12
 */
export function checkSubset(document: JsonDocument): DefinitionProblem[] {
  const schema = document.value as RowSchema;
  const references = new References(schema);
  const root = { pointer: "", schema };
  const problems = everywhere(root).flatMap((place) =>
    Object.keys(place.schema).flatMap((keyword) => {
      const sentence = (CHECKS[keyword] ?? unknown(keyword))(place, references);
      return sentence === undefined ? [] : [document.problem(`${place.pointer}/${escapePointer(keyword)}`, sentence)];
    }),
  );
  return problems.length > 0 ? problems : checkEnds(document, everywhere(root), references);
}

type Check = (place: Place, references: References) => string | undefined;

const accept: Check = () => undefined;
const dynamic: Check = () =>
  '"$dynamicRef" and "$dynamicAnchor" are not supported, expected a "$ref" to a schema in this file; replace them.';

const CHECKS: Record<string, Check> = {
  ...Object.fromEntries(KEYWORDS.map((keyword) => [keyword, accept])),
  $dynamicRef: dynamic,
  $dynamicAnchor: dynamic,
  $id: ({ pointer }) =>
    pointer === ""
      ? undefined
      : '"$id" makes a document within the document, expected it at the top only; remove it, and refer to "#/$defs/...".',
  $ref: ({ schema: { $ref } }, references) =>
    references.at($ref as string) === undefined
      ? `"$ref" leads to "${$ref}", expected a schema in this file such as "#/$defs/address"; correct it, or copy the schema into "$defs".`
      : undefined,
  format: ({ schema: { format } }) =>
    FORMAT_NAMES.includes(format as string)
      ? undefined
      : `unknown format "${format}", expected one such as date, date-time, email or uuid; correct or remove it.`,
  pattern: ({ schema: { pattern } }) => checkPattern(pattern as string),
  patternProperties: ({ schema: { patternProperties } }) =>
    Object.keys(patternProperties as object)
      .map(checkPattern)
      .find((sentence) => sentence !== undefined),
};

const unknown =
  (keyword: string): Check =>
  () =>
    `unknown keyword "${keyword}", expected one of JSON Schema 2020-12; rename or remove it.${didYouMean(keyword, KEYWORDS)}`;

function checkPattern(pattern: string): string | undefined {
  const fault = notRegular(pattern);
  if (fault !== undefined) return `"${pattern}" is no regular expression (${fault}); correct it.`;
  const outside = outsideDialect(pattern);
  if (outside === undefined) return checkTime(pattern);
  return `the regular expression "${pattern}" has ${outside}, expected only what JavaScript, Java and Python read alike (docs/validation.md); write it in other words.`;
}

function checkTime(pattern: string): string | undefined {
  const long = backtracks(pattern);
  if (long === undefined) return undefined;
  return `the regular expression "${pattern}" ${long}, expected one without a repetition within another of the same characters; rewrite it (docs/validation.md).`;
}

/** Refuses a schema within itself, which has no end, as a column's type must. */
function checkEnds(document: JsonDocument, places: readonly Place[], references: References): DefinitionProblem[] {
  const pointers = new Map(places.map(({ pointer, schema }) => [schema, pointer]));
  const open = new Set<unknown>();
  const done = new Set<unknown>();
  const problems: DefinitionProblem[] = [];
  for (const { schema } of places) follow(schema);
  return problems;

  function follow(schema: RowSchema): void {
    if (done.has(schema)) return;
    open.add(schema);
    const pointer = pointers.get(schema) ?? "";
    for (const inner of within({ pointer, schema })) follow(inner.schema);
    const target = schema.$ref === undefined ? undefined : references.at(schema.$ref as string);
    if (open.has(target)) {
      const sentence = `"$ref" leads to "${schema.$ref}", which it is a part of, expected a schema that ends, as a column has one type; write the levels out.`;
      problems.push(document.problem(`${pointer}/$ref`, sentence));
    } else if (isSchema(target)) follow(target);
    open.delete(schema);
    done.add(schema);
  }
}
