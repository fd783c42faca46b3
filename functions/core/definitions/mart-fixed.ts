import { createHash } from "node:crypto";
import type { MartDefinition, MartInput } from "../documents";

/**
 * The marts with what is known only of all of them together: which ones read nothing that
 * arrives, no input or only marts of that sort. Their rows follow from definitions, of which `fixed` is the hash.
 */
export function withFixed(marts: readonly MartDefinition[]): MartDefinition[] {
  const hashes = new Map<string, string>();
  const hashOf = ({ mart }: MartInput) => (mart === null ? undefined : hashes.get(mart));
  for (const mart of marts.toSorted((left, right) => left.level - right.level)) {
    const read = mart.inputs.map(hashOf);
    if (read.includes(undefined)) continue;
    const text = JSON.stringify([mart, read]);
    hashes.set(mart.id, createHash("sha256").update(text).digest("hex"));
  }
  return marts.map((mart) => {
    const inputs = mart.inputs.map((input) => ({ ...input, fixed: hashOf(input) !== undefined }));
    return { ...mart, inputs, fixed: hashes.get(mart.id) ?? null };
  });
}

/** The mart that is checked: where its problems go, and the lines of its SQL that read batch_date(). */
interface Mart {
  batchDates: readonly number[];
  refuse(pointer: string, sentence: string): void;
  refuseSql(line: number, sentence: string): void;
}

/** Checks that a mart waits for no fixed one, and has a batch date if it reads it. */
export function checkFixed({ inputs, fixed }: MartDefinition, mart: Mart): void {
  inputs.forEach((input, index) => {
    if (!input.fixed || input.cadence !== "daily") return;
    const sentence = `"cadence" is daily, expected any for ${input.name}, which reads nothing that arrives; correct it.`;
    mart.refuse(`/inputs/${index}/cadence`, sentence);
  });
  const [line] = mart.batchDates;
  if (fixed !== null && line !== undefined) {
    const expected = "expected an input that arrives, whose batch date it is";
    mart.refuseSql(line, `the SQL reads batch_date(), ${expected}; remove it, or list such an input in mart.json.`);
  }
}
