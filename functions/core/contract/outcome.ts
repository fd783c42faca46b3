import { clip, type Finding, show } from "./finding";

/** A step on the way to a value: the name of a member, the place of an item. */
export type Key = string | number;

/**
 * Number literals as they stood in the file, where a double may not hold them: for a number its text, for an object or
 * a list those of its members or items.
 */
export interface Literals extends ReadonlyMap<Key, string | Literals> {}
export type Literal = string | Literals | undefined;

/** Whether a value satisfies one keyword. */
export type Holds = (value: unknown, literal: Literal) => boolean;
/** Adds the faults of a value to `out`. Nothing is allocated for a valid value. */
export type Check = (value: unknown, literal: Literal, out: Outcome) => void;

const NONE: readonly Finding[] = [];

/** Collects the findings of one value, and is used again for the next value. */
export class Outcome {
  private findings: Finding[] = [];
  private readonly path: Key[] = [];
  private trials = 0;
  private failed = false;
  /** Members or items of the current value that a keyword looked at; only schemas with `unevaluated...` need it. */
  private seen: Set<Key> | undefined;

  constructor(tracks: boolean) {
    if (tracks) this.seen = new Set();
  }

  /** The findings since the last call. */
  take(): readonly Finding[] {
    this.seen?.clear();
    if (this.findings.length === 0) return NONE;
    const { findings } = this;
    this.findings = [];
    return findings;
  }

  /** The current value breaks `rule`. */
  add(rule: string, expected: string, value: unknown, literal: Literal): void {
    this.failed = true;
    if (this.trials > 0) return;
    const found = typeof literal === "string" ? clip(literal) : show(value);
    this.findings.push({ column: this.path.join(".") || null, rule, expected, found });
  }

  /** The current value breaks `rule` at `key`. */
  addAt(key: Key, rule: string, expected: string, value: unknown): void {
    this.path.push(key);
    this.add(rule, expected, value, undefined);
    this.path.pop();
  }

  /** Checks a member or an item of the current value. */
  inside(key: Key, check: Check, value: unknown, literal: Literal): void {
    const { seen } = this;
    if (seen) this.seen = new Set();
    this.path.push(key);
    check(value, literal, this);
    this.path.pop();
    if (seen) this.seen = seen.add(key);
  }

  /** Whether `check` finds nothing; its findings are dropped. With `own` the value is the current one. */
  tries(check: Check, value: unknown, literal: Literal, own: boolean): boolean {
    const { seen, failed } = this;
    if (seen) this.seen = new Set();
    this.failed = false;
    this.trials += 1;
    check(value, literal, this);
    this.trials -= 1;
    const held = !this.failed;
    this.failed = failed;
    if (seen) this.seen = held && own ? merge(seen, this.seen) : seen;
    return held;
  }

  /** Checks the current value without knowing what others looked at: for schemas with `unevaluated...`. */
  afresh(check: Check, value: unknown, literal: Literal): void {
    const { seen } = this;
    this.seen = new Set();
    check(value, literal, this);
    this.seen = merge(seen, this.seen);
  }

  /** Notes a member or an item that a keyword looked at. */
  note(key: Key): void {
    this.seen?.add(key);
  }

  hasSeen(key: Key): boolean {
    return this.seen?.has(key) ?? false;
  }
}

function merge(into: Set<Key> | undefined, from: Set<Key> | undefined): Set<Key> {
  const all = into ?? new Set<Key>();
  for (const key of from ?? []) all.add(key);
  return all;
}

/** The literal of a member or an item. */
export const literalOf = (literal: Literal, key: Key): Literal =>
  typeof literal === "object" ? literal.get(key) : undefined;
