import pc from "picocolors";
import type { Dimension, MartDefinition } from "../core/documents";
import { martOf } from "../core/names";

/**
 * The marts for a person to read: each fact with the dimensions that its surrogate keys lead to, then the marts of no star.
 * @param rows number of rows by mart id; a mart without is not built yet
 */
export function drawMarts(marts: readonly MartDefinition[], rows: ReadonlyMap<string, number>): string {
  const facts = marts.filter(({ dimensions }) => dimensions.length > 0);
  const drawn = new Set(facts.flatMap(({ id, dimensions }) => [id, ...dimensions.map(({ input }) => martOf(input))]));
  const describe = (id: string) => {
    const mart = marts.find((each) => each.id === id);
    return mart ? `${pc.bold(id)}  ${counted(rows.get(id))}${mart.grain}` : id;
  };
  const others = marts.filter(({ id }) => !drawn.has(id)).map(({ id }) => describe(id));
  return [...facts.flatMap(({ id, dimensions }) => [describe(id), ...branches(dimensions, describe)]), ...others].join(
    "\n",
  );
}

/** A line for each surrogate key; a dimension is described where it stands first. */
function branches(dimensions: readonly Dimension[], describe: (id: string) => string): string[] {
  const width = Math.max(...dimensions.map(({ surrogate_key }) => surrogate_key.length));
  return dimensions.map(({ surrogate_key, input }, index) => {
    const id = martOf(input);
    const isFirst = dimensions.findIndex((other) => other.input === input) === index;
    const branch = index === dimensions.length - 1 ? "└─" : "├─";
    return `${branch} ${surrogate_key.padEnd(width)}  ${isFirst ? describe(id) : id}`;
  });
}

const counted = (rows: number | undefined) =>
  rows === undefined ? "not built yet: " : `${rows} ${rows === 1 ? "row" : "rows"}: `;
