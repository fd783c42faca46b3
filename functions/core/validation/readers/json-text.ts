import { isRounded, type Key, type Literals } from "../../contract";

/** Facts about a JSON value that show whether JSON.parse lost something of its text. */
export interface Survey {
  /** Members of all objects in it; infinity when it is nested too deep. */
  members: number;
  /** Whether a number in it is zero, nearly zero or infinite, as an extreme exponent makes it. */
  extreme: boolean;
}

/** Below this a double has fewer than 15 digits. */
const SMALLEST = 2.3e-308;

/** Looks through a value that may be nested `depth` levels deep, and adds to `survey`. */
export function look(value: unknown, depth: number, survey: Survey): void {
  if (typeof value === "number") {
    if (!(Math.abs(value) >= SMALLEST && Math.abs(value) <= Number.MAX_VALUE)) survey.extreme = true;
  } else if (typeof value === "object" && value !== null) {
    if (depth === 0) survey.members = Number.POSITIVE_INFINITY;
    else if (Array.isArray(value)) for (const item of value) look(item, depth - 1, survey);
    else lookInto(value as Record<string, unknown>, depth - 1, survey);
  }
}

function lookInto(object: Record<string, unknown>, depth: number, survey: Survey): void {
  for (const name in object) {
    survey.members += 1;
    look(object[name], depth, survey);
  }
}

const EXPONENT = /\d[eE][+-]?\d/;

/**
 * Whether JSON.parse may have lost a repeated name or some digits of `text`, which `inspect` then finds. This runs for
 * every row, so it looks at few characters, and it may be true for a text that lost nothing.
 */
export const hasLost = (text: string, { members, extreme }: Survey): boolean =>
  countNames(text) !== members || hasLongNumber(text) || (extreme && EXPONENT.test(text));

/**
 * Counts `":`. Each member has one, and texts may hold more, so a count that equals the number of members proves that no
 * name came twice. Infinity where white space comes before a colon.
 */
function countNames(text: string): number {
  let count = 0;
  for (let at = text.indexOf(":"); at !== -1; at = text.indexOf(":", at + 1)) {
    const before = text.charCodeAt(at - 1);
    if (before === QUOTE) count += 1;
    else if (before <= SPACE) return Number.POSITIVE_INFINITY;
  }
  return count;
}

const QUOTE = 34;
const SPACE = 32;
/** A double keeps 15 digits; with the point they take this many characters. */
const LONG = 16;

/** Whether 16 digits or points stand in a row. Such a run covers a place that is a multiple of 16, so only these are tried. */
function hasLongNumber(text: string): boolean {
  for (let at = LONG; at < text.length; at += LONG) {
    if (!isDigitAt(text, at)) continue;
    let [start, end] = [at, at + 1];
    while (isDigitAt(text, start - 1)) start -= 1;
    while (isDigitAt(text, end)) end += 1;
    if (end - start >= LONG) return true;
  }
  return false;
}

function isDigitAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return (code >= 48 && code <= 57) || code === 46;
}

const ESCAPED_SURROGATE = /\\u[dD][89a-fA-F]/;
const HALF = /(?<!\\)(?:\\\\)*(\\ud[89a-f][\da-f]{2})/;

/**
 * The escape of half a surrogate pair, which is no character: UTF-8 cannot encode it.
 * @param text valid JSON
 * @param value the same text, parsed
 */
export const findHalf = (text: string, value: unknown): string | undefined =>
  // JSON.stringify escapes a half, and no whole pair.
  ESCAPED_SURROGATE.test(text) ? HALF.exec(JSON.stringify(value))?.[1] : undefined;

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** An object or a list that is being read. */
interface Open {
  /** The names so far; a list has none. */
  readonly names: Set<string> | undefined;
  /** The member or item whose value comes next; undefined where a name comes first. */
  key: Key | undefined;
  literals: Map<Key, string | Literals> | undefined;
}

/**
 * Finds, at any depth, a name that comes twice in one object, and the literals of numbers that a double does not hold:
 * JSON.parse loses both.
 * @param text an object, valid JSON
 */
export function inspect(text: string): { literals: Literals; duplicate: string | undefined } {
  const literals = new Map<Key, string | Literals>();
  const open: Open[] = [];
  let duplicate: string | undefined;
  for (const [token] of text.matchAll(TOKEN)) {
    const top = open.at(-1);
    if (token === "{") open.push({ names: new Set(), key: undefined, literals: undefined });
    else if (token === "[") open.push({ names: undefined, key: 0, literals: undefined });
    else if (token === "}" || token === "]") open.pop();
    else if (token === "," && top) top.key = typeof top.key === "number" ? top.key + 1 : undefined;
    else if (token.startsWith('"') && top?.names && top.key === undefined) {
      const name = JSON.parse(token) as string;
      if (top.names.has(name)) duplicate ??= name;
      top.names.add(name);
      top.key = name;
    } else if (/^[-\d]/.test(token) && isRounded(token)) note(open, literals, token);
  }
  return { literals, duplicate };
}

/** Keeps the literal of a number under the keys of the objects and lists around it. */
function note(open: readonly Open[], root: Map<Key, string | Literals>, literal: string): void {
  let literals = root;
  for (const [at, { key = "" }] of open.entries()) {
    const inner = open[at + 1];
    if (inner) inner.literals ??= new Map();
    literals.set(key, inner?.literals ?? literal);
    literals = inner?.literals ?? literals;
  }
}
