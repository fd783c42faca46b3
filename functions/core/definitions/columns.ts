import { References } from "../contract/references";
import type { Column, RowSchema } from "../documents";
import { SluiceError } from "../errors";
import { comment, LONGEST } from "./comment";

/** Nested JSON Schemas are plain objects whose keywords have been checked against the 2020-12 meta-schema before. */
type Schema = Record<string, unknown>;

/** A property that has no column type; the message says what was expected and found. */
export class ColumnTypeError extends SluiceError {
  override readonly name = "ColumnTypeError";
}

/**
 * The snake_case ASCII name of a source column: `Order ID` and `orderId` are `order_id`, `Größe` is `grosse`.
 * Letters without an ASCII form become their code point (`名` is `u540d`), so that different headers stay different.
 * The result starts with a letter, hence never is an audit column such as `_key`.
 */
export function snakeCase(sourceName: string): string {
  const ascii = [
    ...sourceName
      .replaceAll("ß", "ss")
      .normalize("NFKD")
      .replace(/\p{Mn}/gu, ""),
  ].map((char) => (/[\p{L}\p{N}]/u.test(char) && char > "\u007f" ? `_u${char.codePointAt(0)?.toString(16)}_` : char));
  const words = ascii
    .join("")
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  if (words === "") return "column";
  return /^[a-z]/.test(words) ? words : `c_${words}`;
}

/** Follows a local `$ref`, keeping the keywords beside it. */
function resolve(schema: Schema, root: Schema): Schema {
  if (typeof schema.$ref !== "string") return schema;
  const { $ref, ...beside } = schema;
  const target = new References(root).at($ref as string);
  if (typeof target !== "object" || target === null) {
    throw new ColumnTypeError(`expected "$ref" to lead to a schema in this file, found "${$ref}"`);
  }
  return { ...resolve(target as Schema, root), ...beside };
}

const SCALARS: Record<string, (schema: Schema) => string> = {
  integer: () => "bigint",
  number: numberType,
  string: ({ format }) => (format === "date" ? "date" : format === "date-time" ? "timestamp" : "string"),
  boolean: () => "boolean",
};

/**
 * The Spark SQL type of a property (docs/interfaces.md, "Column types").
 * @param root the row schema, for local `$ref`s
 * @throws ColumnTypeError when the schema names no single type
 */
export function columnType(property: Schema, root: Schema = {}): string {
  const schema = resolve(property, root);
  const type = typeOf(schema);
  const scalar = SCALARS[type];
  if (scalar) return scalar(schema);
  return type === "array" ? arrayType(schema, root) : structType(schema, root);
}

function typeOf(schema: Schema): string {
  const types = [schema.type ?? []].flat().filter((type) => type !== "null") as string[];
  if (types.length === 1 && types[0]) return types[0];
  const found = schema.type === undefined ? "none" : JSON.stringify(schema.type);
  throw new ColumnTypeError(
    `expected one "type" of string, integer, number, boolean, object or array (and "null"), found ${found}`,
  );
}

function arrayType(schema: Schema, root: Schema): string {
  if (typeof schema.items !== "object")
    throw new ColumnTypeError('expected "items" with the type of an element, found none');
  return `array<${columnType(schema.items as Schema, root)}>`;
}

function structType(schema: Schema, root: Schema): string {
  const fields = Object.entries((schema.properties ?? {}) as Record<string, Schema>);
  if (fields.length === 0) throw new ColumnTypeError('expected "properties" of the object, found none');
  checkNames(fields.map(([name]) => name));
  const quote = (name: string) => (/^[A-Za-z_]\w*$/.test(name) ? name : `\`${name.replaceAll("`", "``")}\``);
  return `struct<${fields.map(([name, field]) => `${quote(name)}:${columnType(field, root)}`).join(",")}>`;
}

/** Spark and Athena know the fields of a struct by names in which case means nothing. */
function checkNames(names: readonly string[]): void {
  if (names.includes("")) throw new ColumnTypeError('expected a name for each property of the object, found ""');
  const known = new Map<string, string>();
  for (const name of names) {
    const other = known.get(name.toLowerCase());
    if (other)
      throw new ColumnTypeError(`expected names that differ in more than case, found "${other}" and "${name}"`);
    known.set(name.toLowerCase(), name);
  }
}

const MAX_PRECISION = 38;
const DEFAULT_PRECISION = 18;

function numberType({ multipleOf, maximum, minimum, exclusiveMaximum, exclusiveMinimum }: Schema): string {
  const scale = typeof multipleOf === "number" ? Math.round(-Math.log10(multipleOf)) : -1;
  if (scale < 0 || Number(`1e-${scale}`) !== multipleOf) return "double";
  const numbers = (bounds: unknown[]) => bounds.filter((bound) => typeof bound === "number");
  const within = numbers([maximum, minimum]).map(wholeDigits);
  const below = numbers([exclusiveMaximum, exclusiveMinimum]).map(digitsBelow);
  const whole = Math.max(0, ...within, ...below);
  const precision = Math.max(DEFAULT_PRECISION, whole + scale);
  if (precision > MAX_PRECISION) {
    throw new ColumnTypeError(
      `expected at most ${MAX_PRECISION} digits in a decimal, found ${precision}; narrow "maximum"`,
    );
  }
  return `decimal(${precision},${scale})`;
}

/** Digits before the point, from the shortest decimal form: 1e37 is a little less as a double. */
const wholeDigits = (bound: number) => Number(bound.toExponential().split("e")[1]) + 1;

/** Digits before the point of the numbers below a bound: 1e20 has one more than all of them. */
const digitsBelow = (bound: number) =>
  wholeDigits(bound) - (Math.abs(bound) === Number(`1e${wholeDigits(bound) - 1}`) ? 1 : 0);

/** The column of one property. @throws ColumnTypeError */
export function columnOf(sourceName: string, property: Schema, rowSchema: RowSchema): Column {
  const schema = resolve(property, rowSchema);
  const required = ((rowSchema.required ?? []) as string[]).includes(sourceName);
  return {
    name: snakeCase(sourceName),
    source_name: sourceName,
    type: columnType(property, rowSchema),
    nullable: !required || [schema.type].flat().includes("null"),
    description: typeof schema.description === "string" ? comment(schema.description, LONGEST.column) : null,
    pattern: null,
  };
}
