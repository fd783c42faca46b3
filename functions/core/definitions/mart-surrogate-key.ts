import type { MartJson } from "../documents";
import type { MartSql } from "../sql/mart-sql";
import { CURRENT, INTERVAL } from "./mart-sources";

/** The mart that is compiled: where its problems go. */
interface Mart {
  refuse(pointer: string, sentence: string): void;
  refuseSql(line: number, sentence: string): void;
}

/** Checks what a mart with a surrogate key of its own gives: a name that is free, and both ends of its intervals or none. */
export function checkSurrogateKey(
  { kind, surrogate_key, natural_key }: Pick<MartJson, "kind" | "surrogate_key" | "natural_key">,
  mart: Mart,
  sql: MartSql | undefined,
): void {
  if (kind !== "dimension" || surrogate_key === undefined) return;
  if ([...natural_key, ...INTERVAL, CURRENT].includes(surrogate_key))
    mart.refuse(
      "/surrogate_key",
      `"surrogate_key" is "${surrogate_key}", a column of mart.sql, expected a name of its own; rename it.`,
    );
  const missing = INTERVAL.filter((column) => sql?.mayGive(column) === false);
  if (!sql || missing.length !== 1) return;
  const given = INTERVAL.filter((column) => !missing.includes(column));
  const sentence = `the SQL selects ${given} without ${missing}, expected both, in a dimension with versions, or none; select it too.`;
  mart.refuseSql(sql.selectLine, sentence);
}
