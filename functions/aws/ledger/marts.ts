import type { MartDefinition, RollbackReport } from "../../core/documents";
import type { Candidate, LedgerView, RequestFact } from "../../core/fan-in";
import { type MartRequest, martReportKey, martStateKey, requestKey } from "../../core/ledger/items";
import type { Outcomes } from "../../core/run/builds";
import { deleteItem, getItem, queryItems, startingWith, update, updateGroupsThatHold, updateIf } from "./client";
import { committedDates, loadsOf, tableState } from "./loads";

type Reports = Pick<MartRequest, "report" | "held">;

/** Every request of a mart, oldest batch date first, with no more of its report than plans need. */
const briefRequests = async (mart: string): Promise<RequestFact[]> =>
  (await queryItems<MartRequest>({ pk: `mart#${mart}`, ...startingWith("batch_date#") })).map(
    ({ waiting, report, ...request }) => ({
      ...request,
      ...(waiting ? { report: { waiting } } : report && { report }),
    }),
  );

/** The same, with the reports: of every batch date, so for people only. */
export async function martRequests(mart: string): Promise<MartRequest[]> {
  const [requests, reports] = await Promise.all([
    queryItems<MartRequest>({ pk: `mart#${mart}`, ...startingWith("batch_date#") }),
    queryItems<Reports & { batch_date: string }>({ pk: `mart#${mart}`, ...startingWith("report#") }),
  ]);
  const byDate = new Map(reports.map((each) => [each.batch_date, each]));
  return requests.map((request) => withReports(request, byDate.get(request.batch_date)));
}

const withReports = (request: MartRequest, { report, held }: Reports = {}): MartRequest => ({
  ...request,
  ...(report ? { report } : {}),
  ...(held ? { held } : {}),
});

async function martRevision(mart: string): Promise<number> {
  return (await getItem<{ revision: number }>(martStateKey(mart)))?.revision ?? 0;
}

/** The ledger's facts about these marts and their inputs, dates before revisions; core/fan-in/due.ts says why. */
async function factsOf(
  marts: MartDefinition[],
  requestsOfMart: (mart: string) => Promise<RequestFact[]>,
): Promise<LedgerView> {
  const inputs = marts.flatMap((mart) => mart.inputs);
  const tables = [...new Set(inputs.flatMap(({ table }) => table ?? []))];
  const upstream = [...new Set(inputs.flatMap(({ mart }) => mart ?? []))];
  const ids = [...new Set([...marts.map(({ id }) => id), ...upstream])];
  const [table_dates, requests] = await Promise.all([byName(tables, committedDates), byName(ids, requestsOfMart)]);
  const [ofTables, ofMarts] = await Promise.all([
    byName(tables, async (table) => (await tableState(table)).revision),
    byName(upstream, martRevision, "mart:"),
  ]);
  return { table_dates, loads: {}, requests, revisions: { ...ofTables, ...ofMarts } };
}

/** For a plan: one small item for each batch date, whatever number of files it has. */
export const planView = (marts: MartDefinition[]): Promise<LedgerView> => factsOf(marts, briefRequests);

/** For people: with every load and every report. */
export async function ledgerView(marts: MartDefinition[]): Promise<LedgerView> {
  const tables = [...new Set(marts.flatMap(({ inputs }) => inputs.flatMap(({ table }) => table ?? [])))];
  const [loads, view] = await Promise.all([byName(tables, (table) => loadsOf(table)), factsOf(marts, martRequests)]);
  return { ...view, loads };
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
export async function requestMart(candidate: Candidate, requestedBy: string): Promise<boolean> {
  const { mart, batch_date, revision, definition, withdrawn = [] } = candidate;
  const asked = { mart, batch_date, revision, definition, requested_by: requestedBy, status: "REQUESTED" };
  const told = { built_by: undefined, error: undefined, error_message: undefined, rolled_back_by: undefined };
  const add: { withdrawn?: Set<string> } = withdrawn.length > 0 ? { withdrawn: new Set(withdrawn) } : {};
  if (await updateIf(requestKey(mart, batch_date), { ...asked, ...told }, { add, ...isNew(candidate) })) return true;
  const found = await findRequest(mart, batch_date);
  return found?.requested_by === requestedBy && found.revision >= revision;
}

function isNew({ force, instead }: Candidate): { condition: string; values?: Record<string, string> } {
  const never = "attribute_not_exists(pk)";
  if (force) return { condition: `${never} OR NOT (#requested_by = :requested_by AND #revision = :revision)` };
  if (instead === undefined) return { condition: `${never} OR #revision < :revision` };
  return {
    condition: `${never} OR #revision < :revision OR (#requested_by = :instead AND #status <> :built)`,
    values: { ":instead": instead, ":built": "BUILT" },
  };
}

const findRequest = (mart: string, batchDate: string) => getItem<MartRequest>(requestKey(mart, batchDate));
async function dropRequest(mart: string, batchDate: string): Promise<void> {
  await deleteItem(requestKey(mart, batchDate));
  await deleteItem(martReportKey(mart, batchDate));
}

export const fanInLedger = { view: planView, request: requestMart, drop: dropRequest };

/** The mart's requests for these dates, without those that were dropped. */
export async function requestsOf(mart: string, batchDates: string[]): Promise<MartRequest[]> {
  const found = await Promise.all(
    batchDates.map((date) =>
      Promise.all([findRequest(mart, date), getItem<Reports>(martReportKey(mart, date))] as const),
    ),
  );
  return found.flatMap(([request, reports]) => (request ? [withReports(request, reports ?? {})] : []));
}

const builderOf = async (mart: string) => (await getItem<{ builder?: string }>(martStateKey(mart)))?.builder ?? null;

const becomeBuilder = (mart: string, builder: string, instead: string | null) =>
  updateIf(
    martStateKey(mart),
    { builder },
    {
      condition: "attribute_not_exists(#builder) OR #builder IN (:builder, :instead)",
      values: { ":instead": instead ?? builder },
    },
  );

const MY_MART = "#builder = :me";

const release = async (mart: string, executionArn: string): Promise<void> => {
  await updateIf(martStateKey(mart), { builder: undefined }, { condition: MY_MART, values: { ":me": executionArn } });
};

const take = (mart: string, batchDate: string, executionArn: string) =>
  updateIf(
    requestKey(mart, batchDate),
    { status: "BUILDING", built_by: executionArn },
    {
      condition: "#status IN (:status, :requested)",
      values: { ":requested": "REQUESTED" },
    },
  );

export const buildLedger = {
  requestsOf,
  allRequests: briefRequests,
  builder: builderOf,
  becomeBuilder,
  release,
  take,
};

const MY_DATE = "#built_by = :me AND #status = :building";

/**
 * Writes what became of the dates that this execution has taken, and lets go of the mart, in one transaction. A date that
 * somebody has asked for again since is left out, as its build comes later. Any build raises the mart's revision, which
 * opens the next level. A second call for the same execution changes nothing.
 */
export async function recordBuilds(
  mart: string,
  executionArn: string,
  { built, failed, left }: Outcomes,
): Promise<void> {
  const values = { ":me": executionArn };
  const date = (batch_date: string, fields: object) =>
    update(
      requestKey(mart, batch_date),
      { ...fields },
      { condition: MY_DATE, values: { ...values, ":building": "BUILDING" } },
    );
  const told = (batch_date: string, reports: object) =>
    update(martReportKey(mart, batch_date), { batch_date, ...reports });
  const nowhere = { report: undefined, held: undefined };
  const raising = built.map((report) => [
    date(report.batch_date, { status: "BUILT", waiting: report.waiting, withdrawn: undefined, ...nowhere }),
    told(report.batch_date, { report, held: undefined }),
  ]);
  const others = [
    ...failed.map(({ batch_date, held, ...failure }) => [
      date(batch_date, { status: "FAILED", ...failure, held: undefined }),
      told(batch_date, { held }),
    ]),
    ...left.map((batch_date) => [date(batch_date, { status: "REQUESTED", built_by: undefined })]),
  ];
  await updateGroupsThatHold([...raising, ...others], (held) => {
    const add = raising.some((each) => held.includes(each)) ? { add: { revision: 1 } } : {};
    return update(martStateKey(mart), { builder: undefined }, { condition: MY_MART, values, ...add });
  });
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
