import VOCABULARY from "../../../schemas/meta/vocabulary.schema.json";

const { rows } = VOCABULARY.$defs.kind;

/** Whether mart.sql of that kind reads exactly one history, and gives versions with their intervals. */
export const readsOneHistory = (kind: string): boolean =>
  Object.entries(rows).some(([name, row]) => name === kind && row.reads_one_history);

/** Fields of mart.json that belong to some kinds only, each with these kinds. */
export const FIELDS_OF_KINDS: ReadonlyMap<string, readonly string[]> = kindsByField(Object.entries(rows));

function kindsByField(all: readonly [kind: string, row: { fields: readonly string[] }][]) {
  const kinds = new Map<string, string[]>();
  for (const [kind, { fields }] of all)
    for (const field of fields) kinds.set(field, [...(kinds.get(field) ?? []), kind]);
  return kinds;
}
