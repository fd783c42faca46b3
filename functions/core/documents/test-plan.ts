// Generated from schemas/meta/test_plan.schema.json by `npm run types`: change it there.

import type { Definitions } from "./definitions";
import type { ValidationFacts } from "./facts";
import type { Load } from "./load";
import type { Day, Word } from "./vocabulary";
export type MartRow = Record<string, unknown>;
export type PlannedRow = Record<string, unknown>;

/** Unit tests of marts, ready to be run: loads as the gate left them. */
export interface TestPlan {
  definitions: Definitions;
  tests: PlannedTest[];
}

export interface PlannedTest {
  mart: Word;

  /** Those to build after each step, in order; the last is the mart */
  marts: Word[];
  steps: PlannedStep[];
}

export interface PlannedStep {
  batch_date: Day;
  loads: PlannedLoad[];

  /** Marts that are not built */
  given: GivenMart[];
  expect: PlannedExpectation | null;
}

export interface PlannedLoad {
  load: Load;

  /** Null for a file that the gate refuses */
  facts: ValidationFacts | null;

  /** The file, in JSON */
  text: string;

  /** Why the gate refuses the file */
  refused: string | null;
}

export interface GivenMart {
  mart: Word;
  rows: MartRow[];
}

export interface PlannedExpectation {
  rows: PlannedRow[];
  error: string | null;
}
