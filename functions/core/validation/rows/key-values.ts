import { plain } from "../../contract";
import type { TableDefinition } from "../../documents";

/** The usual spelling of a key's value that is written as text, so that what is one key for the staging job is one here. */
export type Spell = (text: string) => string;

const MOMENT = /^(.{10})[T ](.{8})(?:\.(\d+))?(Z|[+-]\d\d:\d\d)?$/;

/** The same moment in UTC; a moment without an offset is UTC. */
function moment(text: string): string {
  const [, day, time, fraction = "", offset = "Z"] = MOMENT.exec(text) ?? [];
  const decimals = fraction.replace(/0+$/, "");
  const seconds = new Date(`${day}T${time}${offset}`).toISOString().slice(0, -5);
  return `${seconds}${decimals === "" ? "" : `.${decimals}`}Z`;
}

const PLAIN = /^-?[1-9]\d{0,17}$/;
const digits: Spell = (text) => (PLAIN.test(text) ? text : plain(text));
const SPELLINGS: Record<string, Spell> = {
  bigint: digits,
  decimal: digits,
  double: (text) => String(Number(text)),
  timestamp: moment,
};

/** By the columns' names in the file; undefined for a column of which each value has only one spelling. */
export function spellings({ columns }: TableDefinition, names: readonly string[]): readonly (Spell | undefined)[] {
  return names.map((name) => {
    const type = columns.find(({ source_name }) => source_name === name)?.type ?? "";
    return SPELLINGS[type.replace(/\(.*/, "")];
  });
}
