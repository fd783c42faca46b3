import type { MartDefinition, MartReport, RollbackReport } from "../../core/documents";
import type { Candidate, FanInLedger, LedgerView } from "../../core/fan-in";
import { type MartRequest, martStateKey, requestKey } from "../../core/ledger/items";
import type { Failure } from "../../core/run/failure";
import { deleteItem, getItem, queryItems, startingWith, update, updateAllIf, updateIf } from "./client";
import { committedDates, loadsOf, tableState } from "./loads";

/** Every request of a mart, oldest batch date first. */
export const martRequests = (mart: string) =>
  queryItems<MartRequest>({ pk: `mart#${mart}`, ...startingWith("batch_date#") });

async function martRevision(mart: string): Promise<number> {
  return (await getItem<{ revision: number }>(martStateKey(mart)))?.revision ?? 0;
}

/** The ledger's facts about these marts and their inputs, dates before revisions; core/fan-in/due.ts says why. */
export async function ledgerView(marts: MartDefinition[]): Promise<LedgerView> {
  const inputs = marts.flatMap((mart) => mart.inputs);
  const tables = [...new Set(inputs.flatMap(({ table }) => table ?? []))];
  const upstream = [...new Set(inputs.flatMap(({ mart }) => mart ?? []))];
  const ids = [...new Set([...marts.map(({ id }) => id), ...upstream])];
  const [loads, requests] = await Promise.all([byName(tables, (table) => loadsOf(table)), byName(ids, martRequests)]);
  const [ofTables, ofMarts] = await Promise.all([
    byName(tables, async (table) => (await tableState(table)).revision),
    byName(upstream, martRevision, "mart:"),
  ]);
  const table_dates = Object.fromEntries(Object.entries(loads).map(([table, all]) => [table, committedDates(all)]));
  return { table_dates, loads, requests, revisions: { ...ofTables, ...ofMarts } };
}

async function byName<T>(names: string[], read: (name: string) => Promise<T>, prefix = ""): Promise<Record<string, T>> {
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [`${prefix}${name}`, await read(name)] as const)),
  );
}

/**
 * Requests a build. For each state of the inputs one execution wins, and it wins again when it asks again
 * (docs/adr/0006-fan-in-by-revision.md).
 */
export function requestMart(candidate: Candidate, requestedBy: string): Promise<boolean> {
  const { mart, batch_date, revision, force, definition } = candidate;
  const fields = {
    mart,
    batch_date,
    revision,
    definition,
    requested_by: requestedBy,
    status: "REQUESTED",
    error: undefined,
    error_message: undefined,
    rolled_back_by: undefined,
  };
  const won = {
    condition: "attribute_not_exists(pk) OR #revision < :revision OR #requested_by = :requested_by",
  };
  return updateIf(requestKey(mart, batch_date), fields, force ? {} : won);
}

const dropRequest = (mart: string, batchDate: string) => deleteItem(requestKey(mart, batchDate));

export const fanInLedger: FanInLedger = { view: ledgerView, request: requestMart, drop: dropRequest };

const MINE = "#requested_by = :me AND #status <> :built";
const mine = (executionArn: string) => ({ ":me": executionArn, ":built": "BUILT" });

/**
 * Marks the request as BUILT and raises the mart's revision, which opens the next level. Neither happens if a newer request
 * has taken this one's place, since its build comes later. A second call for the same execution changes nothing.
 */
export async function recordBuilt(
  mart: string,
  batchDate: string,
  executionArn: string,
  report: MartReport,
): Promise<void> {
  const fields = { status: "BUILT", report, held: undefined };
  const request = update(requestKey(mart, batchDate), fields, { condition: MINE, values: mine(executionArn) });
  const state = update(martStateKey(mart), {}, { add: { revision: 1 } });
  await updateAllIf(request, state);
}

/** Marks the request as FAILED, unless a newer request has taken its place; `held` is the report of what its tests hold back. */
export function recordMartFailure(
  mart: string,
  batchDate: string,
  executionArn: string,
  failure: Failure,
  held?: MartReport,
): Promise<boolean> {
  return updateIf(
    requestKey(mart, batchDate),
    { status: "FAILED", ...failure, held },
    { condition: MINE, values: mine(executionArn) },
  );
}

/** Marks the states that a rollback passed over as ROLLED_BACK, or those that it serves again as BUILT. */
export async function recordRollback(
  { mart, from_date, to_date, between }: RollbackReport,
  runId: string,
): Promise<void> {
  const isBack = to_date < from_date;
  const fields = isBack
    ? { status: "ROLLED_BACK", rolled_back_by: runId }
    : { status: "BUILT", rolled_back_by: undefined };
  const condition = { condition: "#status = :before", values: { ":before": isBack ? "BUILT" : "ROLLED_BACK" } };
  await Promise.all(between.map((date) => updateIf(requestKey(mart, date), fields, condition)));
}
