import type { ErrorObject } from "ajv";
import { multiple } from "./exact";

/** What a keyword of JSON Schema asks for, as the words after "expected". Keywords without a row say what ajv says. */
type Params = Record<string, unknown>;

const TYPES: Record<string, string> = {
  integer: "an integer",
  number: "a number",
  string: "a text",
  boolean: "true or false",
  object: "an object",
  array: "a list",
  null: "no value",
};
const FORMATS: Record<string, string> = {
  date: "a date (YYYY-MM-DD)",
  "date-time": "a date and time (YYYY-MM-DDThh:mm:ssZ)",
  email: "an e-mail address",
};
const listed = (words: readonly string[]) => words.join(" or ");
const count = (amount: unknown, thing: string) => `${amount} ${thing}${amount === 1 ? "" : "s"}`;
const COMPARISONS: Record<string, string> = { ">=": "at least", "<=": "at most", ">": "more than", "<": "less than" };
const compared = ({ comparison, limit }: Params) => `${COMPARISONS[comparison as string]} ${limit}`;

const PHRASES: Record<string, (params: Params, schema: Params) => string> = {
  type: ({ type }, schema) => listed([type].flat().map((name) => typePhrase(name as string, schema))),
  required: () => "a value",
  format: ({ format }) => FORMATS[format as string] ?? `a valid ${format}`,
  enum: ({ allowedValues }) =>
    `one of ${(allowedValues as unknown[]).map((value) => JSON.stringify(value)).join(", ")}`,
  const: ({ allowedValue }) => JSON.stringify(allowedValue),
  pattern: ({ pattern }) => `text that matches ${pattern}`,
  multipleOf: (_, { multipleOf }) => multiple(String(multipleOf)),
  minimum: compared,
  maximum: compared,
  exclusiveMinimum: compared,
  exclusiveMaximum: compared,
  minLength: ({ limit }) => `at least ${count(limit, "character")}`,
  maxLength: ({ limit }) => `at most ${count(limit, "character")}`,
  minItems: ({ limit }) => `at least ${count(limit, "item")}`,
  maxItems: ({ limit }) => `at most ${count(limit, "item")}`,
  uniqueItems: () => "no item twice",
  additionalProperties: () => "only the properties of the schema",
  unevaluatedProperties: () => "only the properties of the schema",
};

function typePhrase(type: string, schema: Params): string {
  const decimal = type === "number" && schema.multipleOf !== undefined;
  return decimal ? multiple(String(schema.multipleOf)) : (TYPES[type] ?? type);
}

export function expectation({ keyword, params, message, parentSchema }: ErrorObject): string {
  const phrase = PHRASES[keyword];
  return phrase ? phrase(params, (parentSchema ?? {}) as Params) : `what the schema's ${keyword} asks for (${message})`;
}
