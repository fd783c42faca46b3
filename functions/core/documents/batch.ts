// Generated from schemas/meta/batch.schema.json by `npm run types`: change it there.

import type { ValidationFacts } from "./facts";
import type { Load } from "./load";
import type { LoadId } from "./vocabulary";

/** The parts of one snapshot, which are loaded together. */
export interface Batch {
  load_id: LoadId;
  parts: Part[];
}

export interface Part {
  load: Load;
  facts: ValidationFacts;
}
