import CONTRACT from "../../../schemas/meta/contract.json";

type Schema = Record<string, unknown>;

const { types, formats, keywords, multiples, other }: Phrases = CONTRACT.phrases;
type Words = Readonly<Record<string, string>>;
interface Phrases extends Record<"types" | "formats" | "keywords", Words> {
  readonly multiples: Record<"one" | "power" | "other", string>;
  readonly other: string;
}

/** Keywords whose phrase is more than their value in a sentence. */
const OWN: Record<string, (asked: unknown, schema: Schema) => string> = {
  type: (names, schema) =>
    [names]
      .flat()
      .map((name) => typePhrase(name as string, schema))
      .join(" or "),
  format: (name) => formats[name as string] ?? fill(keywords.format, name),
  enum: (values) => fill(keywords.enum, (values as unknown[]).map((value) => JSON.stringify(value)).join(", ")),
  const: (value) => fill(keywords.const, JSON.stringify(value)),
  multipleOf: (step) => multiple(String(step)),
};

/** What `keyword` of `schema` asks for, as the words after "expected". */
export function expectation(keyword: string, schema: Schema): string {
  const asked = schema[keyword];
  const phrase = keywords[keyword];
  return OWN[keyword]?.(asked, schema) ?? (phrase === undefined ? fill(other, keyword) : fill(phrase, asked));
}

/** A phrase with `value` in the place of `{}`, and an `s` in that of `{s}` unless the value is 1. */
export const fill = (phrase = "{}", value: unknown): string =>
  phrase.replace(/\{(s?)\}/g, (_, plural) => (plural ? (value === 1 ? "" : "s") : String(value)));

function typePhrase(type: string, schema: Schema): string {
  const decimal = type === "number" && schema.multipleOf !== undefined;
  return decimal ? multiple(String(schema.multipleOf)) : (types[type] ?? type);
}

/** `0.01` is a power of ten with a scale of 2. */
function multiple(step: string): string {
  const power = /^(?:0?\.(0*)1|1e-(\d+))$/.exec(step);
  if (!power) return step === "1" ? multiples.one : fill(multiples.other, step);
  return fill(multiples.power, power[2] ? Number(power[2]) : (power[1] ?? "").length + 1);
}
