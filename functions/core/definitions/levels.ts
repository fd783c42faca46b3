/**
 * Depth of each node in a graph of `node -> nodes it reads` (those outside the graph are ignored), 0 for a node that reads none.
 * @returns the levels, or a cycle as the nodes along it, the first one repeated at the end
 */
export function levelsOf(reads: ReadonlyMap<string, readonly string[]>): {
  levels: Map<string, number>;
  cycle?: string[];
} {
  const levels = new Map<string, number>();

  function visit(node: string, path: readonly string[]): string[] | undefined {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (levels.has(node)) return undefined;
    const inner = (reads.get(node) ?? []).filter((read) => reads.has(read));
    for (const read of inner) {
      const cycle = visit(read, [...path, node]);
      if (cycle) return cycle;
    }
    levels.set(node, Math.max(-1, ...inner.map((read) => levels.get(read) ?? 0)) + 1);
    return undefined;
  }

  for (const node of reads.keys()) {
    const cycle = visit(node, []);
    if (cycle) return { levels, cycle };
  }
  return { levels };
}
