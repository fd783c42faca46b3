import { runCommand } from "../commands";
import type { MartDefinition } from "../documents";
import { MartNotDueError } from "./errors";
import type { Candidate, Requested } from "./plan";
import type { Touched } from "./touched";
import type { LedgerView, RequestFact } from "./view";

/** The latest request of a mart that reads nothing that arrives; its revision counts the definitions that it was built by. */
export const lastRequest = ({ id }: MartDefinition, view: LedgerView): RequestFact | undefined =>
  view.requests[id]?.toSorted((left, right) => left.revision - right.revision).at(-1);

/**
 * The build of a mart that reads nothing that arrives: by the first run after its definition `fixed` changed, and by hand.
 * Its batch date is the newest of that first run, and stays: each definition takes the place of the one before.
 * @throws MartNotDueError for a required request before there was any date
 */
export function fixedCandidates(
  mart: MartDefinition,
  fixed: string,
  view: LedgerView,
  touched: Touched[],
  requested: Requested[],
): Candidate[] {
  const last = lastRequest(mart, view);
  const own = requested.filter(({ mart: id }) => id === mart.id);
  const asked = own.map(({ batch_date }) => batch_date).find((date) => date !== null);
  const date = asked ?? last?.batch_date ?? newest([...touched, ...requested]);
  if (date === undefined && own.some(({ required }) => required))
    throw new MartNotDueError(fixedSentence(mart.id, "DUE"));
  const isCurrent = last?.definition === fixed && last.status !== "FAILED";
  if (date === undefined || (own.length === 0 && isCurrent && last.status === "BUILT")) return [];
  // A request under way is asked for again: the execution that has won it wins it again, and no other.
  const revision = (last?.revision ?? 0) + (isCurrent ? 0 : 1);
  return [{ mart: mart.id, batch_date: date, revision, force: own.length > 0, definition: fixed }];
}

function newest(dated: readonly { batch_date: string | null }[]): string | undefined {
  return dated
    .flatMap(({ batch_date }) => batch_date ?? [])
    .sort()
    .at(-1);
}

/** What `why` says of it; `state` is DUE where its present definition was never built. */
export function fixedSentence(
  mart: string,
  state: RequestFact["status"] | "WAITING" | "DUE",
  last?: RequestFact,
): string {
  if (!last) return `${mart} reads nothing that arrives: the run of the next file builds it.`;
  const { batch_date } = last;
  const command = runCommand({ marts: [mart], batch_date });
  if (state === "REQUESTED" || state === "BUILDING") return `${mart} is being built for ${batch_date}.`;
  if (state === "FAILED")
    return `${mart} failed to build for ${batch_date}: the run of the next file builds it again. See sluice runs for the reason, or: ${command}`;
  if (state === "DUE")
    return `${mart} has changed since it was built for ${batch_date}: the run of the next file builds it again, or: ${command}`;
  return `${mart} is built for ${batch_date}: it reads nothing that arrives, and is built again once its definition changes.`;
}
