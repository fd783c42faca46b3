import Papa from "papaparse";
import { SaxesParser } from "saxes";
import { compileTextFormat } from "../definitions/format";
import type { Encoding, TextFormat } from "../documents";
import { DraftError } from "./errors";
import { isMarker } from "./markers";
import { textSchema } from "./values";

/** Finds the format of a text by its content; the file's name plays no part. @throws DraftError */
export function inferFormat(fileName: string, text: string, encoding: Encoding): TextFormat {
  const start = text.trimStart();
  if (start === "") throw new DraftError(`${fileName} is blank, expected a header or rows; give a file that has some.`);
  if (start.startsWith("<")) return compileTextFormat({ type: "xml", row_tag: rowTag(fileName, text), encoding });
  if (start.startsWith("{")) return { type: "jsonl", encoding };
  if (isJsonArray(fileName, start)) return { type: "json", encoding };
  return csvFormat(text, encoding);
}

/** Whether a text is an array. A csv header may begin with a bracket too; `[{` is an array even when a later fault breaks it. */
function isJsonArray(fileName: string, text: string): boolean {
  if (!text.startsWith("[")) return false;
  const rows = parsed(text);
  if (Array.isArray(rows) && rows.length === 0)
    throw new DraftError(`${fileName} is an array without rows, expected an object a row; give a file that has some.`);
  return rows !== undefined || /^\[\s*\{/.test(text);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const DELIMITERS = [",", ";", "\t", "|"];
/** Characters at the start that are searched for the delimiter and a header. */
const SAMPLE = 2 ** 22;

function csvFormat(text: string, encoding: Encoding): TextFormat {
  const tries = DELIMITERS.map((delimiter) => ({ delimiter, rows: records(text, delimiter) }));
  const widthOf = ({ rows }: { rows: string[][] }) => rows[0]?.length ?? 0;
  const widest = tries.filter((given) => widthOf(given) > 1).sort((a, b) => widthOf(b) - widthOf(a));
  const fits = (given: { rows: string[][] }) => given.rows.every((row) => row.length === widthOf(given));
  const isNamed = ({ rows }: { rows: string[][] }) => !rows[0]?.includes("") || !hasHeader(rows);
  // The delimiter with the most fields wins, if every line has as many as the first, and a header names each column.
  const best = widest.find((given) => fits(given) && isNamed(given)) ?? widest.find(fits) ?? widest[0] ?? tries[0];
  const { delimiter, rows } = best ?? { delimiter: ",", rows: [] };
  return compileTextFormat({ type: "csv", delimiter, header: hasHeader(rows), encoding });
}

function records(text: string, delimiter: string): string[][] {
  const { data } = Papa.parse<string[]>(text.slice(0, SAMPLE), { delimiter, quoteChar: '"' });
  // The last row may be incomplete where the text goes on.
  if (text.length > SAMPLE && data.length > 1) data.pop();
  return data.filter((row) => row.length > 1 || row[0]?.trim() !== "");
}

const YEAR = /^(19|20)\d\d$/;

/**
 * The first line is data when one of its fields has the type of those below it, and is no text: names are text.
 * Years are names too, in tables that have one column a year.
 */
function hasHeader([first = [], ...rest]: string[][]): boolean {
  if (rest.length === 0) return true;
  const typed = first.filter((field, at) => {
    const below = rest.map((row) => row[at] ?? "").filter((value) => value !== "" && !isMarker(value));
    const type = (texts: string[]) => JSON.stringify(textSchema(texts));
    return field !== "" && below.length > 0 && type([field]) !== type(["a"]) && type([field]) === type(below);
  });
  return typed.every((field) => YEAR.test(field));
}

interface Outline {
  name: string;
  hasAttributes: boolean;
  children: Outline[];
}

/**
 * Finds the name of the elements that are rows. Among several children of the root it is the element that repeats closest
 * to the root, or the first child when no element repeats. An only child is itself the row, unless it holds nothing but
 * one list: then the elements of the list are the rows.
 */
function rowTag(fileName: string, text: string): string {
  const root = outline(fileName, text);
  const [first, second] = root.children;
  if (first === undefined)
    throw new DraftError(
      `${fileName} is XML without an element inside the root, expected one a row; give a file that has some.`,
    );
  return second ? (repeatedIn(root.children) ?? repeatedBelow(root.children) ?? first.name) : wrapped(first);
}

const repeatedIn = (elements: readonly Outline[]) =>
  elements.find(({ name }, at) => elements.findIndex((other) => other.name === name) < at)?.name;

/** Only what has fields can be a row there: a text that repeats is a list. */
function repeatedBelow(level: readonly Outline[]): string | undefined {
  const inside = level.map(({ children }) => children);
  if (inside.flat().length === 0) return undefined;
  const found = inside.map((children) => repeatedIn(children.filter(hasFields))).find((name) => name !== undefined);
  return found ?? repeatedBelow(inside.flat());
}

const hasFields = ({ hasAttributes, children }: Outline) => hasAttributes || children.length > 0;

/** Looks through elements that hold nothing but one element, or one that repeats. */
function wrapped(element: Outline): string {
  let only = element;
  while (only.children.length === 1 && !only.hasAttributes && only.children[0]) only = only.children[0];
  const names = new Set(only.children.map(({ name }) => name));
  const isList = !only.hasAttributes && only.children.length > 1 && names.size === 1 && only.children.some(hasFields);
  return isList ? ([...names][0] as string) : element.name;
}

function outline(fileName: string, text: string): Outline {
  const parser = new SaxesParser();
  const root: Outline = { name: "", hasAttributes: false, children: [] };
  const open = [root];
  parser.on("error", (error) => {
    throw new DraftError(
      `${fileName} is no well-formed XML: ${error.message.replace(/^(?:undefined:)?(\d+):\d+: (.*?)\.?$/, "line $1: $2")}; correct the file.`,
    );
  });
  parser.on("opentag", ({ name, attributes }) => {
    const hasAttributes = Object.keys(attributes).some((attribute) => !attribute.startsWith("xmlns"));
    const element = { name: name.slice(name.indexOf(":") + 1), hasAttributes, children: [] };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on("closetag", () => open.pop());
  parser.write(text).close();
  return root.children[0] ?? root;
}
