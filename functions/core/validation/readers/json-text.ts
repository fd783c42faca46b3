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

/** An object or a list that is being read; `name` is the member whose value comes next. */
interface Open {
  readonly names: Set<string> | undefined;
  name: string | undefined;
}

/**
 * Reads what JSON.parse loses: a name that comes twice in one object, and the literals of top-level numbers.
 * @param text an object, valid JSON
 */
export function inspect(text: string): { literals: Map<string, string>; duplicate: string | undefined } {
  const literals = new Map<string, string>();
  const open: Open[] = [];
  let duplicate: string | undefined;
  for (const [token] of text.matchAll(TOKEN)) {
    const top = open.at(-1);
    if (token === "{" || token === "[") open.push({ names: token === "{" ? new Set() : undefined, name: undefined });
    else if (token === "}" || token === "]") open.pop();
    else if (token === "," && top) top.name = undefined;
    else if (token.startsWith('"') && top?.names && top.name === undefined) {
      top.name = JSON.parse(token) as string;
      if (top.names.has(top.name)) duplicate ??= top.name;
      top.names.add(top.name);
    } else if (open.length === 1 && top?.name !== undefined && /^[-\d]/.test(token)) literals.set(top.name, token);
  }
  return { literals, duplicate };
}
