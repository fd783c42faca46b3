import type { Finding } from "../../contract/finding";
import { show } from "../../contract/finding";
import type { TableDefinition } from "../../documents";
import { feedOf } from "../../feeds";
import type { Limits } from "../limits";
import { type Spell, spellings } from "./key-values";
import { QUOTED_EMPTY } from "./text";

/** The natural key by the names used in the file; empty where a file may repeat a key. */
export function keyColumns({ feed, natural_key, columns }: TableDefinition): string[] {
  if (feedOf(feed).isKeyRepeated) return [];
  return natural_key.map((name) => columns.find((column) => column.name === name)?.source_name ?? name);
}

/**
 * Finds a natural key that came before, among as many as `limits` allow: keys are kept as they are, not hashed, so that no
 * good file is refused for a collision, and memory stays constant. Spark checks all of them.
 */
export class KeysSeen {
  private readonly lines = new Map<string, number>();
  private characters = 0;

  readonly names: readonly string[];
  private readonly spells: readonly (Spell | undefined)[];

  constructor(
    table: TableDefinition,
    private readonly limits: Pick<Limits, "keys" | "keyCharacters">,
  ) {
    this.names = keyColumns(table);
    this.spells = spellings(table, this.names);
  }

  /** Whether further keys are compared; if not, their values need not be collected. */
  get isWatching(): boolean {
    const { keys, keyCharacters } = this.limits;
    return this.names.length > 0 && this.lines.size < keys && this.characters < keyCharacters;
  }

  /** The value of the key's column at `at`, in its usual spelling. */
  spelled(at: number, value: unknown): unknown {
    const spell = this.spells[at];
    return spell && typeof value === "string" && value !== "" && value !== QUOTED_EMPTY ? spell(value) : value;
  }

  /** Notes the key of the row on `line`, its values in the order of `names`. @returns a finding for a key that came before */
  note(values: readonly unknown[], line: number): Finding | undefined {
    // NUL never occurs in a value, since it refuses the file. Joining two values or more makes a copy; a single value
    // would keep the whole chunk alive that it was cut from.
    const key = (values.length === 1 ? [values[0], ""] : values).join("\0");
    const first = this.lines.get(key);
    if (first === undefined) {
      this.lines.set(key, line);
      this.characters += key.length;
      return undefined;
    }
    const column = this.names.length === 1 ? (this.names[0] as string) : null;
    const expected = `each ${this.names.join(", ")} once in a snapshot`;
    return { column, rule: "duplicate_key", expected, found: `${shown(values)} again (first on line ${first})` };
  }
}

const shown = (values: readonly unknown[]) =>
  values.map((value) => show(value === QUOTED_EMPTY ? "" : value)).join(", ");
