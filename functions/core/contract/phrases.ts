/** What a keyword of JSON Schema asks for, as the words after "expected". glue/etl/contract/phrases.py is its twin. */
type Schema = Record<string, unknown>;

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
type Phrase = (asked: unknown, schema: Schema) => string;

const compared =
  (words: string): Phrase =>
  (limit) =>
    `${words} ${limit}`;
const counted =
  (words: string, thing: string): Phrase =>
  (limit) =>
    `${words} ${limit} ${thing}${limit === 1 ? "" : "s"}`;

const PHRASES: Record<string, Phrase> = {
  type: (types, schema) =>
    [types]
      .flat()
      .map((name) => typePhrase(name as string, schema))
      .join(" or "),
  required: () => "a value",
  dependentRequired: () => "a value",
  format: (name) => FORMATS[name as string] ?? `a valid ${name}`,
  enum: (values) => `one of ${(values as unknown[]).map((value) => JSON.stringify(value)).join(", ")}`,
  const: (value) => JSON.stringify(value),
  pattern: (pattern) => `text that matches ${pattern}`,
  multipleOf: (step) => multiple(String(step)),
  minimum: compared("at least"),
  maximum: compared("at most"),
  exclusiveMinimum: compared("more than"),
  exclusiveMaximum: compared("less than"),
  minLength: counted("at least", "character"),
  maxLength: counted("at most", "character"),
  minItems: counted("at least", "item"),
  maxItems: counted("at most", "item"),
  uniqueItems: () => "no item twice",
  additionalProperties: () => "only the properties of the schema",
  unevaluatedProperties: () => "only the properties of the schema",
};

/** What `keyword` of `schema` asks for. */
export function expectation(keyword: string, schema: Schema): string {
  return PHRASES[keyword]?.(schema[keyword], schema) ?? `what the schema's ${keyword} asks for`;
}

function typePhrase(type: string, schema: Schema): string {
  const decimal = type === "number" && schema.multipleOf !== undefined;
  return decimal ? multiple(String(schema.multipleOf)) : (TYPES[type] ?? type);
}

/** `0.01` -> "a number with at most 2 decimals"; any other step -> "a multiple of it". */
function multiple(step: string): string {
  const decimals = /^(?:0?\.(0*)1|1e-(\d+))$/.exec(step);
  if (!decimals) return step === "1" ? "a whole number" : `a multiple of ${step}`;
  const scale = decimals[2] ? Number(decimals[2]) : (decimals[1] ?? "").length + 1;
  return `a number with at most ${scale} decimal${scale === 1 ? "" : "s"}`;
}
