// Generated from schemas/meta/run_input.schema.json by `npm run types`: change it there.

import type { Day, TableId, Word } from "./vocabulary";

/** What a person may start the pipeline with. `{}` rebuilds every mart; which fields go together, `oneOf` says. */
export interface RunInput {
  /** Replay these tables from raw */
  tables?: TableId[];

  /** First batch date of the replay, by default the earliest; or of the states to build */
  from?: Day;

  /** Last batch date of the replay, by default the latest; or of the states to build. Of a rollback, the state to serve; default the one before the served one */
  to?: Day;

  /** Load this raw object again */
  key?: string;

  /** Take every version of this raw object and its rows out of staging */
  withdraw?: string;

  /** Only this version of it */
  version_id?: string;

  /** Build these marts */
  marts?: Word[];

  /** As of this date; default the latest */
  batch_date?: Day;

  /** Serve another state of this mart, as it was published */
  rollback?: Word;

  /** Let a held snapshot delete */
  approve_deletes?: boolean;

  /** Let a held file take the place of the file of its batch date that has another name */
  approve_replacement?: boolean;

  /** Let a held file have the dates that it has */
  approve_date?: boolean;
}
