// Generated from schemas/meta/mart_tests.schema.json by `npm run types`: change it there.

import type { Day } from "./vocabulary";

/** tests/*.yml of a mart: the rows that it has after loads that are given inline. */
export interface MartTestsFile {
  /** Where an editor finds this schema */
  $schema?: string;
  unit_tests: UnitTest[];
}

export interface UnitTest {
  /** What the test shows, as a sentence */
  name: string;

  /** Why, for the reader */
  description?: string;

  /** The business date of what is given */
  batch_date?: Day;
  given?: GivenInputs;
  expect?: Expected;

  /** Loads one after the other, in place of batch_date, given and expect */
  steps?: TestStep[];
}

export interface TestStep {
  /** The business date of what is given */
  batch_date: Day;
  given: GivenInputs;
  expect?: Expected;
}

export type GivenRow = Record<string, unknown>;

/** One file of each table; the rows of each mart that is not to be built */
export type GivenInputs = GivenInput[];

export interface GivenInput {
  /** a table, <source>/<table>, or a mart, mart.<mart> */
  input: string;

  /** a file name without folders */
  file?: string;

  /** {property: value}; of a mart {column: value}. What is left out is null */
  rows: GivenRow[];
}

export type ExpectedRow = Record<string, unknown>;

export interface Expected {
  /** All rows, in any order; {column: value}, of the columns that matter */
  rows?: ExpectedRow[];

  /** the name of an error, such as MartTestError */
  error?: string;
}
