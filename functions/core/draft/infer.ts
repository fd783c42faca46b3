import { DraftError } from "./errors";
import { numberSchema, Rounded } from "./numbers";
import { type Schema, textSchema } from "./values";

/** Whether scalars are text to be read (csv, xml) or JSON values that say their own type. */
export type Typing = "text" | "json";

/**
 * The narrowest schema that every value obeys. `undefined` is an absent value; null makes it nullable.
 * @param place the column, for messages
 * @throws DraftError for values that no single column type holds
 */
export function inferSchema(place: string, values: readonly unknown[], typing: Typing): Schema {
  const known = values.filter((value) => value !== undefined && value !== null);
  const schema = ofKind(place, known, typing);
  return values.includes(null) ? { ...schema, type: [schema.type, "null"] } : schema;
}

function ofKind(place: string, values: readonly unknown[], typing: Typing): Schema {
  const kinds = new Set(values.map(kindOf));
  // One element that occurs twice makes the others lists of one.
  if (typing === "text" && kinds.has("array")) return listSchema(place, values, typing);
  // Text by itself, where other rows have attributes or children.
  if (typing === "text" && kinds.has("object")) return objectSchema(place, values.map(asObject), typing);
  if (kinds.size > 1) {
    throw new DraftError(
      `"${place}" is ${[...kinds].join(" in some rows and ")} in others, expected one type; correct the file.`,
    );
  }
  const [kind = "string"] = kinds;
  if (kind === "array") return listSchema(place, values, typing);
  if (kind === "object") return objectSchema(place, values as Record<string, unknown>[], typing);
  if (typing === "text") return textSchema(values as string[]);
  return kind === "string"
    ? temporal(values as string[])
    : kind === "number"
      ? numberSchema(place, values as (number | Rounded)[])
      : { type: kind };
}

const asObject = (value: unknown) => (typeof value === "string" ? { _VALUE: value } : value) as Record<string, unknown>;

function kindOf(value: unknown): string {
  if (value instanceof Rounded) return "number";
  return Array.isArray(value) ? "array" : typeof value;
}

function listSchema(place: string, values: readonly unknown[], typing: Typing): Schema {
  const items = values.flatMap((value) => (Array.isArray(value) ? value : [value]));
  // An empty XML element inside a list is a null of the list.
  return { type: "array", items: inferSchema(`${place}[]`, typing === "text" ? [...items, null] : items, typing) };
}

/** The schema of a row or a nested object. */
export interface ObjectSchema extends Schema {
  required?: string[];
  properties: Record<string, Schema>;
}

/** The properties of objects, in the order in which they first occur. */
export function objectSchema(place: string, rows: readonly Record<string, unknown>[], typing: Typing): ObjectSchema {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (names.length === 0) throw place === "" ? noFields() : empty(place);
  if (names.includes("")) throw unnamed(place);
  const inner = (name: string) => (place === "" ? name : `${place}.${name}`);
  const properties = names.map(
    (name) =>
      [
        name,
        inferSchema(
          inner(name),
          rows.map((row) => row[name]),
          typing,
        ),
      ] as const,
  );
  const required = names.filter((name) => rows.every((row) => row[name] !== undefined));
  return { type: "object", ...(required.length > 0 ? { required } : {}), properties: Object.fromEntries(properties) };
}

const noFields = () =>
  new DraftError("no row of it has a field, expected some; give a file of which rows have fields.");
const unnamed = (place: string) =>
  new DraftError(`${place === "" ? "a row" : `"${place}"`} has a field called "", expected a name; name it.`);
const empty = (place: string) =>
  new DraftError(`"${place}" is an object without fields, expected some; remove it from the file.`);

/** A string that says a date is one; one that says a number is text, as its producer wrote. */
function temporal(values: readonly string[]): Schema {
  const schema = textSchema(values);
  return "format" in schema ? schema : { type: "string" };
}
