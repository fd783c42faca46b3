import Ajv2020, { type ErrorObject, type ValidateFunction } from "ajv/dist/2020";
import connectionSchema from "../../../schemas/meta/connection.schema.json";
import definitionsSchema from "../../../schemas/meta/definitions.schema.json";
import factsSchema from "../../../schemas/meta/facts.schema.json";
import loadSchema from "../../../schemas/meta/load.schema.json";
import maintenanceReportSchema from "../../../schemas/meta/maintenance_report.schema.json";
import martSchema from "../../../schemas/meta/mart.schema.json";
import martReportSchema from "../../../schemas/meta/mart_report.schema.json";
import martTestsSchema from "../../../schemas/meta/mart_tests.schema.json";
import pullReportSchema from "../../../schemas/meta/pull_report.schema.json";
import rejectionSchema from "../../../schemas/meta/rejection.schema.json";
import rollbackReportSchema from "../../../schemas/meta/rollback_report.schema.json";
import runInputSchema from "../../../schemas/meta/run_input.schema.json";
import stageConnectionsSchema from "../../../schemas/meta/stage_connections.schema.json";
import stagingReportSchema from "../../../schemas/meta/staging_report.schema.json";
import tableSchema from "../../../schemas/meta/table.schema.json";
import vocabularySchema from "../../../schemas/meta/vocabulary.schema.json";
import { isDate } from "../contract/dates";
import { escapePointer, type JsonDocument } from "./document";
import type { DefinitionProblem } from "./errors";
import { didYouMean, quoted } from "./suggest";
import { isOffered, isRefused } from "./support";

const SCHEMAS = {
  connection: connectionSchema,
  definitions: definitionsSchema,
  facts: factsSchema,
  load: loadSchema,
  maintenance_report: maintenanceReportSchema,
  mart: martSchema,
  mart_report: martReportSchema,
  mart_tests: martTestsSchema,
  pull_report: pullReportSchema,
  rejection: rejectionSchema,
  rollback_report: rollbackReportSchema,
  run_input: runInputSchema,
  stage_connections: stageConnectionsSchema,
  staging_report: stagingReportSchema,
  table: tableSchema,
} as const;

/** The documents that have a schema in schemas/meta. */
export type MetaSchema = keyof typeof SCHEMAS;

let ajv: Ajv2020 | undefined;

/** The compiled validator of one of schemas/meta. */
export function metaValidator(name: MetaSchema): ValidateFunction {
  // `if` branches state `required` and `false` without repeating the properties, which strict mode would want.
  ajv ??= new Ajv2020({
    allErrors: true,
    verbose: true,
    strict: true,
    allowUnionTypes: true,
    strictRequired: false,
    strictTypes: false,
    formats: { date: isDate },
    keywords: ["rows"], // facts of the words of a vocabulary
  });
  if (!ajv.getSchema(vocabularySchema.$id)) ajv.addSchema(vocabularySchema);
  return ajv.getSchema(SCHEMAS[name].$id) ?? ajv.compile(SCHEMAS[name]);
}

/** Every breach of the meta schema, as sentences with lines; none about what support.ts refuses as a whole. */
export function checkDocument(document: JsonDocument, schema: MetaSchema): DefinitionProblem[] {
  const validate = metaValidator(schema);
  if (validate(document.value)) return [];
  return toProblems(
    document,
    (validate.errors ?? []).flatMap((error) => supportable(error, schema, document)),
  );
}

/** The error without the fields and words that this version would refuse next. */
function supportable(error: ErrorObject, schema: MetaSchema, document: JsonDocument): ErrorObject[] {
  const [, field = ""] = pointerOf(error).split("/");
  if (isRefused(schema, field, (document.value as Record<string, unknown> | null)?.[field])) return [];
  if (error.keyword === "enum" && error.instancePath === `/${field}`) {
    const allowedValues = error.params.allowedValues.filter((word: unknown) => !isRefused(schema, field, word));
    return [{ ...error, params: { ...error.params, allowedValues } }];
  }
  if (error.keyword !== "additionalProperties" || error.instancePath !== "") return [error];
  const known = Object.entries(error.parentSchema?.properties ?? {}).filter(([name]) => isOffered(schema, name));
  return [{ ...error, parentSchema: { ...error.parentSchema, properties: Object.fromEntries(known) } }];
}

/** Ajv's errors about `document` as problems; one per place and sentence. */
export function toProblems(document: JsonDocument, errors: readonly ErrorObject[]): DefinitionProblem[] {
  const problems = relevant(errors).map((error) => document.problem(pointerOf(error), sentenceOf(error)));
  const seen = new Set<string>();
  return problems.filter(({ line, sentence }) => !seen.has(`${line} ${sentence}`) && seen.add(`${line} ${sentence}`));
}

/** Of a failed choice, keeps the complaints of the branch that the value was meant for; drops ajv's summaries. */
function relevant(errors: readonly ErrorObject[]): ErrorObject[] {
  const choices = errors.filter(({ keyword }) => keyword === "anyOf" || keyword === "oneOf");
  const offBranch = (error: ErrorObject) =>
    choices.some(({ instancePath, data }) => {
      if (error.instancePath !== instancePath) return false;
      const isObject = typeof data === "object" && data !== null;
      return (isObject ? ["enum", "const", "type"] : ["type"]).includes(error.keyword);
    });
  const kept = errors.filter((error) => !["anyOf", "oneOf", "if"].includes(error.keyword) && !offBranch(error));
  const unmatched = choices.filter(
    (choice) => !kept.some((error) => error.instancePath.startsWith(choice.instancePath)),
  );
  return [...kept, ...unmatched];
}

function pointerOf({ instancePath, keyword, params }: ErrorObject): string {
  return keyword === "additionalProperties"
    ? `${instancePath}/${escapePointer(params.additionalProperty)}`
    : instancePath;
}

/** `/inputs/0/name` -> `"inputs[0].name"`; the document itself -> `the document`. */
function placeOf(pointer: string): string {
  const steps = pointer.split("/").slice(1);
  const path = steps.map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`)).join("");
  return path === "" ? "the document" : `"${path.replace(/^\./, "")}"`;
}

const SENTENCES: Record<string, (error: ErrorObject, place: string, found: string) => string> = {
  additionalProperties: ({ params, parentSchema, instancePath }) => {
    const known = Object.keys(parentSchema?.properties ?? {});
    const place = instancePath === "" ? "" : ` of ${placeOf(instancePath)}`;
    const hint = didYouMean(params.additionalProperty, known);
    return `unknown field "${params.additionalProperty}"${place}, expected one of ${quoted(known)}; rename or remove it.${hint}`;
  },
  required: ({ params, parentSchema, instancePath }) => {
    const meaning = parentSchema?.properties?.[params.missingProperty]?.description;
    const place = instancePath === "" ? "" : ` in ${placeOf(instancePath)}`;
    return `"${params.missingProperty}" is missing${place}; add it${meaning ? ` (${meaning})` : ""}.`;
  },
  enum: ({ params, data }, place, found) => {
    const hint = typeof data === "string" ? didYouMean(data, params.allowedValues.map(String)) : "";
    return `${place} is ${found}, expected one of ${quoted(params.allowedValues.map(String))}; correct it.${hint}`;
  },
  const: ({ params }, place, found) =>
    `${place} is ${found}, expected ${JSON.stringify(params.allowedValue)}; correct it.`,
  type: ({ params }, place, found) =>
    `${place} is ${found}, expected ${article([params.type].flat().join(" or "))}; correct it.`,
  pattern: ({ params, parentSchema }, place, found) =>
    `${place} is ${found}, expected ${parentSchema?.description ?? `text that matches ${params.pattern}`}; correct it.`,
  minItems: ({ params }, place, found) => `${place} is ${found}, expected ${params.limit} or more entries; add them.`,
  minProperties: ({ params }, place, found) =>
    `${place} is ${found}, expected ${params.limit} or more fields; add them.`,
  maxProperties: ({ params }, place, found) =>
    `${place} is ${found}, expected at most ${params.limit} field${params.limit === 1 ? "" : "s"}; remove the others.`,
  minLength: (_, place, found) => `${place} is ${found}, expected text; write it.`,
  maxLength: ({ params }, place, found) => `${place} is ${found}, expected ${params.limit} character; shorten it.`,
  minimum: ({ params }, place, found) => `${place} is ${found}, expected at least ${params.limit}; correct it.`,
  maximum: ({ params }, place, found) => `${place} is ${found}, expected at most ${params.limit}; correct it.`,
  dependentRequired: ({ params }, place) =>
    `${place} has "${params.property}" without "${params.missingProperty}"; add it.`,
  "false schema": (_, place) => `${place} does not apply here; remove it.`,
  uniqueItems: (_, place, found) => `${place} is ${found}, expected no repeated value; remove the repetition.`,
};

function sentenceOf(error: ErrorObject): string {
  const place = placeOf(error.instancePath);
  const found = abbreviate(JSON.stringify(error.data));
  const write = SENTENCES[error.keyword];
  return write ? write(error, place, found) : `${place} is ${found}, but it ${error.message}; correct it.`;
}

const article = (noun: string) => (noun === "null" ? noun : `${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`);

const abbreviate = (text: string) => (text.length > 60 ? `${text.slice(0, 57)}...` : text);
