// Generated from schemas/meta/turn.schema.json by `npm run types`: change it there.

import type { Load } from "./load";
import type { Approval, TableId } from "./vocabulary";

/** The loads of a table that one job run stages, in this order. */
export interface Turn {
  table: TableId;
  loads: StagingOrder[];
}

/** What the staging job is to do with one load. */
export interface StagingOrder {
  load: Load;

  /** Those of the gate (facts.schema.json); none where the load only goes */
  facts: Record<string, unknown>;
  approve: Approval[];

  /** At most one load, whose rows go: `load` takes its place, or is the same */
  withdraw: Load[];
  run_id: string;

  /** The S3 URI of its staging report; the other documents are beside it */
  report: string;
}
