// Generated from schemas/meta/relation.schema.json by `npm run types`: change it there.

import type { ColumnFamily } from "./vocabulary";

/** What a database reports of a table or view, for the draft of a table's definition. */
export interface RelationReport {
  /** Why there is nothing to report, in a sentence; null where there is */
  refused: string | null;

  /** The comment of the relation */
  comment: string | null;
  columns: ReportedColumn[];

  /** The columns of the primary key, in its order; none for a view */
  key: string[];
}

export interface ReportedColumn {
  /** As the database calls it */
  name: string;

  /** As the database calls it, in lower case */
  type: string;

  /** What it holds; a number is one whose digits the database does not state */
  family: ColumnFamily;

  /** Of an integer or a decimal */
  digits: number;

  /** Digits after the point; negative where the last ones before it are zeros */
  scale: number;
  nullable: boolean;
  comment: string | null;
}
