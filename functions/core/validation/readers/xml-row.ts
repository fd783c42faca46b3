import type { RowSchema } from "../../definitions/types";
import type { Literals, Row } from "../rows/record";
import { type Cast, compileCast, isNumber, resolve, typesOf } from "../rows/text";

export interface Element {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly children: Element[];
  text: string;
}

type Schema = Record<string, unknown>;
interface Shape {
  readonly cast: Cast;
  readonly nullable: boolean;
  readonly list: boolean;
  readonly object: boolean;
  readonly item: () => Shape;
  readonly property: (name: string) => Shape;
}

/**
 * Compiles the mapping of docs/interfaces.md from a row's element to a record of properties. An empty element is null:
 * absent, unless the type allows null. Text alone, where an object is declared, is its `_VALUE`.
 */
export function makeToRow(schema: RowSchema): (element: Element) => { row: Row; literals: Literals } {
  const shape = makeShape(schema, schema);
  return (element) => {
    const row = members(element, shape);
    const literals = new Map<string, string>();
    const note = (name: string, text: string) => {
      if (typeof row[name] === "number" && isNumber(text.trim())) literals.set(name, text.trim());
    };
    for (const child of element.children) note(child.name, child.text);
    for (const [name, text] of Object.entries(element.attributes)) note(attribute(name), text);
    return { row, literals };
  };
}

function makeShape(node: unknown, root: Schema): Shape {
  const schema = resolve(node, root);
  const types = typesOf(schema);
  const properties = (schema.properties ?? {}) as Schema;
  const known = new Map<string, Shape>();
  let item: Shape | undefined;
  return {
    cast: compileCast(schema),
    nullable: types.includes("null"),
    list: types.includes("array"),
    object: types.includes("object"),
    item: () => (item ??= makeShape(schema.items, root)),
    property(name) {
      const found = known.get(name) ?? makeShape(Object.hasOwn(properties, name) ? properties[name] : {}, root);
      if (Object.hasOwn(properties, name)) known.set(name, found);
      return found;
    },
  };
}

function members({ attributes, children }: Element, shape: Shape): Row {
  // No prototype: an element may be called `__proto__`.
  const row: Row = Object.create(null);
  for (const [name, text] of Object.entries(attributes)) {
    if (!isNamespace(name)) put(row, attribute(name), scalar(text, shape.property(attribute(name))));
  }
  for (const child of children) add(row, child, shape.property(child.name));
  return row;
}

function add(row: Row, child: Element, shape: Shape): void {
  const { name } = child;
  const earlier = row[name];
  const given = value(child, shape.list ? shape.item() : shape);
  if (Array.isArray(earlier)) earlier.push(given ?? null);
  else if (shape.list) row[name] = [given ?? null];
  else if (name in row) row[name] = [earlier, given];
  else put(row, name, given);
}

function value(element: Element, shape: Shape): unknown {
  const { attributes, children, text } = element;
  const leaf = children.length === 0 && Object.keys(attributes).every(isNamespace);
  if (leaf && (!shape.object || text.trim() === "")) return scalar(text, shape);
  const row = members(element, shape);
  put(row, "_VALUE", scalar(text, shape.property("_VALUE")));
  return row;
}

function scalar(text: string, shape: Shape): unknown {
  const trimmed = text.trim();
  if (trimmed === "") return shape.nullable ? null : undefined;
  return shape.cast(trimmed);
}

function put(row: Row, name: string, given: unknown): void {
  if (given !== undefined) row[name] = given;
}

const attribute = (name: string) => `_${name.slice(name.indexOf(":") + 1)}`;
const isNamespace = (name: string) => name.startsWith("xmlns");
