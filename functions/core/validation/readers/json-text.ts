import { isRounded, type Key, type Literals } from "../contract";

/** How many members all objects in `value` have; infinity when it is nested deeper than `depth`. */
export function countMembers(value: unknown, depth: number): number {
  if (typeof value !== "object" || value === null) return 0;
  if (depth === 0) return Number.POSITIVE_INFINITY;
  const inner = Object.values(value);
  let count = Array.isArray(value) ? 0 : inner.length;
  for (const item of inner) count += countMembers(item, depth - 1);
  return count;
}

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
 * Reads what JSON.parse loses: a name that comes twice in one object, and the literals of numbers that a double does not
 * hold, at any depth.
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

/** Keeps the literal of the number that comes next, below those of the objects and lists around it. */
function note(open: readonly Open[], root: Map<Key, string | Literals>, literal: string): void {
  let literals = root;
  for (const [at, { key = "" }] of open.entries()) {
    const inner = open[at + 1];
    if (inner) inner.literals ??= new Map();
    literals.set(key, inner?.literals ?? literal);
    literals = inner?.literals ?? literals;
  }
}
