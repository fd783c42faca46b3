// Generated from schemas/meta/begun.schema.json by `npm run types`: change it there.

import type { LoadId } from "./vocabulary";

/** The load that a staging job has begun last. A job run that was ended was at it, unless it has an outcome. */
export interface Begun {
  load_id: LoadId;
}
