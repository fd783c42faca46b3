import { difference, type Schema } from "./equal";
import { LOGICAL_TYPES, logicalTypeOf, OPTIONS, ofPhysicalType, stepOf } from "./logical-types";
import { CUSTOM, customOf, customs, type Field, type Property, type Quality } from "./types";

/**
 * What a contract says of a property of a row schema.
 * @param required whether the schema around it lists its name in `required`
 * @param root the row schema, in which references are looked up
 */
export function toField(schema: Schema, required: boolean, root: Schema): Field {
  const resolved = resolve(schema, root);
  const logicalType = logicalTypeOf(resolved);
  const options = pick(resolved, OPTIONS[logicalType]);
  const field: Field = {
    ...(typeof resolved.title === "string" && { businessName: resolved.title }),
    ...(typeof resolved.description === "string" && { description: resolved.description }),
    logicalType,
    ...(required && !typesOf(resolved).includes("null") && { required: true }),
    ...(Object.keys(options).length > 0 && { logicalTypeOptions: options }),
    ...(Array.isArray(resolved.examples) && { examples: resolved.examples }),
    ...(Array.isArray(resolved.enum) && { quality: [validValues(resolved.enum)] }),
    ...below(resolved, root),
  };
  const { keywords, whole } = difference(schema, fromField(field).schema);
  return { ...field, ...customs({ [CUSTOM.keywords]: keywords, [CUSTOM.whole]: whole }) };
}

/** The schema of a property of a contract, and whether the schema around it lists its name in `required`. */
export function fromField(field: Field): { schema: Schema; required: boolean } {
  const required = field.required === true;
  const whole = customOf(field, CUSTOM.whole) as Schema | undefined;
  if (whole) return { schema: whole, required };
  const logicalType = typeOf(field);
  const { type, ...format } = LOGICAL_TYPES[logicalType];
  const values = (field.quality ?? []).find(isValidValues)?.arguments?.validValues;
  const schema: Schema = {
    type: required ? type : [type, "null"],
    ...format,
    ...numberOf(logicalType, field.physicalType),
    ...pick(field.logicalTypeOptions ?? {}, OPTIONS[logicalType]),
    ...(field.businessName !== undefined && { title: field.businessName }),
    ...(field.description !== undefined && { description: field.description }),
    ...(field.examples && { examples: field.examples }),
    ...(values && { enum: values }),
    ...(logicalType === "object" && fromProperties(field.properties ?? [])),
    ...(field.items && { items: fromField(field.items).schema }),
  };
  return { schema: { ...schema, ...(customOf(field, CUSTOM.keywords) as Schema | undefined) }, required };
}

/** The logical type; where a contract leaves it out, that of the type in the database. */
export const typeOf = ({ logicalType, physicalType = "" }: Field) => logicalType ?? ofPhysicalType(physicalType);

/** A decimal's digits after the point. */
function numberOf(logicalType: string, physicalType = ""): Schema {
  const step = logicalType === "number" ? stepOf(physicalType) : undefined;
  return step === undefined ? {} : { multipleOf: step };
}

/** `properties` and `required` of a row, or of an object in it. */
export function fromProperties(properties: readonly Property[]): Schema {
  const found = properties.map(({ name, ...field }) => [name, fromField(field)] as const);
  const required = found.filter(([, each]) => each.required).map(([name]) => name);
  return {
    ...(required.length > 0 && { required }),
    properties: Object.fromEntries(found.map(([name, { schema }]) => [name, schema])),
  };
}

/** The properties of an object, or the items of an array. */
function below(schema: Schema, root: Schema): Pick<Property, "properties" | "items"> {
  const type = typesOf(schema).find((each) => each !== "null");
  if (type === "array" && isSchema(schema.items)) return { items: toField(schema.items, true, root) };
  if (type !== "object" || !isSchema(schema.properties)) return {};
  const required = (schema.required ?? []) as string[];
  const entries = Object.entries(schema.properties) as [string, Schema][];
  return {
    properties: entries.map(([name, each]) => ({ name, ...toField(each, required.includes(name), root) })),
  };
}

const isSchema = (value: unknown): value is Schema => typeof value === "object" && value !== null;
const typesOf = ({ type }: Schema) => [type].flat() as string[];

/** The schema that a `$ref` within the row schema leads to; the row schema has been checked. */
function resolve(schema: Schema, root: Schema): Schema {
  if (typeof schema.$ref !== "string" || !schema.$ref.startsWith("#/")) return schema;
  const steps = schema.$ref.slice(2).split("/");
  const found = steps.reduce<unknown>((value, step) => (value as Schema | undefined)?.[decode(step)], root);
  return isSchema(found) ? { ...resolve(found, root), ...withoutRef(schema) } : schema;
}

const decode = (step: string) => decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~");
const withoutRef = ({ $ref: _, ...others }: Schema) => others;

const pick = (schema: Schema, keywords: readonly string[]) =>
  Object.fromEntries(keywords.filter((keyword) => keyword in schema).map((keyword) => [keyword, schema[keyword]]));

/** A list of values as the check that no other value occurs. */
export const validValues = (values: unknown[]): Quality => ({
  type: "library",
  metric: "invalidValues",
  arguments: { validValues: values },
  mustBe: 0,
});

const isValidValues = ({ metric, mustBe, arguments: given }: Quality) =>
  metric === "invalidValues" && mustBe === 0 && Array.isArray(given?.validValues);
