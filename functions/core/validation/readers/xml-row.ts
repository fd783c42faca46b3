import { isRounded, type Key, type Literal, type Literals } from "../../contract";
import type { RowSchema, XmlFormat } from "../../documents";
import type { Row } from "../rows/record";
import { type Cast, compileCast, resolve, typesOf } from "../rows/text";
import { compileWords, type Words } from "../rows/words";

export interface Element {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly children: Element[];
  text: string;
}

type Schema = Record<string, unknown>;
interface Shape {
  readonly cast: Cast;
  /** Whether a text, without white space around it, stands for null. */
  readonly isNull: (text: string) => boolean;
  readonly nullable: boolean;
  readonly list: boolean;
  readonly object: boolean;
  readonly item: () => Shape;
  readonly property: (name: string) => Shape;
}

export type ToRow = (element: Element) => { row: Row; literals: Literals };

/**
 * Compiles the mapping of docs/interfaces.md from a row's element to a record of properties. An empty element is null, and so is
 * a text that stands for null: absent, unless the type allows null. Text by itself, where an object is declared, is its `_VALUE`.
 */
export function makeToRow(schema: RowSchema, zeroPadded: readonly string[], format: XmlFormat): ToRow {
  const words = compileWords(format);
  const shape = makeShape(schema, schema, { padded: false, words: words.file }, (name) => ({
    padded: zeroPadded.includes(name),
    words: words.of(name),
  }));
  return (element) => {
    const { value, literal = NO_LITERALS } = withText(element, shape);
    return { row: value, literals: literal };
  };
}

const NO_LITERALS: Literals = new Map();

/** How texts become values: whether numbers may be padded, and what stands for null, true and false. */
interface Reading {
  padded: boolean;
  words: Words;
}

/** `readingOf`: how a property is read, and what is within it; as its parent, below the properties of the row. */
function makeShape(
  node: unknown,
  root: Schema,
  reading: Reading,
  readingOf: (name: string) => Reading = () => reading,
): Shape {
  const schema = resolve(node, root);
  const types = typesOf(schema);
  const properties = (schema.properties ?? {}) as Schema;
  const known = new Map<string, Shape>();
  let item: Shape | undefined;
  return {
    cast: compileCast(schema, reading.padded, reading.words.booleans),
    isNull: (text) => text === "" || reading.words.isNull(text),
    nullable: types.includes("null"),
    list: types.includes("array"),
    object: types.includes("object"),
    item: () => (item ??= makeShape(schema.items, root, reading)),
    property(name) {
      const found =
        known.get(name) ?? makeShape(Object.hasOwn(properties, name) ? properties[name] : {}, root, readingOf(name));
      if (Object.hasOwn(properties, name)) known.set(name, found);
      return found;
    },
  };
}

/** A value, undefined for null where the type does not allow it, with the literals of those of its numbers that a double rounds. */
interface Given<Value = unknown> {
  value: Value;
  literal?: Literal;
}
interface Members extends Given<Row> {
  literal?: Map<Key, string | Literals>;
}

function members({ attributes, children }: Element, shape: Shape): Members {
  // No prototype: an element may be called `__proto__`.
  const row: Members = { value: Object.create(null) };
  for (const [name, text] of Object.entries(attributes)) {
    if (!isNamespace(name)) put(row, attribute(name), scalar(text, shape.property(attribute(name))));
  }
  for (const child of children) add(row, child, shape.property(child.name));
  return row;
}

function add(row: Members, child: Element, shape: Shape): void {
  const { name } = child;
  const earlier = row.value[name];
  const given = value(child, shape.list ? shape.item() : shape);
  if (shape.list || Array.isArray(earlier)) putItem(row, name, given);
  else if (name in row.value) row.value[name] = [earlier, given.value];
  else put(row, name, given);
}

function value(element: Element, shape: Shape): Given {
  const { attributes, children, text } = element;
  const leaf = children.length === 0 && Object.keys(attributes).every(isNamespace);
  if (leaf && (!shape.object || shape.isNull(text.trim()))) return scalar(text, shape);
  return withText(element, shape);
}

/** Members, and the text among them as `_VALUE`. */
function withText(element: Element, shape: Shape): Members {
  const row = members(element, shape);
  put(row, "_VALUE", scalar(element.text, shape.property("_VALUE")));
  return row;
}

function scalar(text: string, shape: Shape): Given {
  const trimmed = text.trim();
  if (shape.isNull(trimmed)) return { value: shape.nullable ? null : undefined };
  const value = shape.cast(trimmed);
  return typeof value === "number" && isRounded(trimmed) ? { value, literal: trimmed } : { value };
}

function put(row: Members, name: string, { value, literal }: Given): void {
  if (value === undefined) return;
  row.value[name] = value;
  if (literal === undefined) return;
  row.literal ??= new Map();
  row.literal.set(name, literal);
}

function putItem(row: Members, name: string, { value, literal }: Given): void {
  const earlier = row.value[name];
  const items: unknown[] = Array.isArray(earlier) ? earlier : [];
  row.value[name] = items;
  if (literal !== undefined) {
    row.literal ??= new Map();
    const known = row.literal.get(name);
    const literals: Map<Key, string | Literals> = known instanceof Map ? known : new Map();
    row.literal.set(name, literals.set(items.length, literal));
  }
  items.push(value ?? null);
}

const attribute = (name: string) => `_${name.slice(name.indexOf(":") + 1)}`;
const isNamespace = (name: string) => name.startsWith("xmlns");
