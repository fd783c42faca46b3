import type { MartDefinition } from "../../../functions/core/documents";
import {
  type BuildLedger,
  type Candidate,
  type FanInLedger,
  isOpen,
  type LedgerView,
  type LoadFact,
  type RequestFact,
} from "../../../functions/core/fan-in";

/** The ledger's conditions in memory; each call lets others in first, so that executions interleave as on AWS. */
export class MemoryLedger implements FanInLedger, BuildLedger {
  readonly dates = new Map<string, Set<string>>();
  readonly revisions = new Map<string, number>();
  readonly requests = new Map<string, Map<string, RequestFact>>();
  readonly loads = new Map<string, LoadFact[]>();
  /** mart -> the execution that builds it */
  readonly builders = new Map<string, string>();
  /** the number of requests that were written */
  asked = 0;
  /** executions that have ended */
  readonly ended = new Set<string>();
  constructor(private readonly pause: () => Promise<void> = async () => {}) {}

  /** One transaction, as recordLoaded. */
  commit(table: string, date: string): void {
    this.dates.set(table, (this.dates.get(table) ?? new Set()).add(date));
    this.bump(table);
  }

  /** A load that does not reach staging, or is on its way there. */
  record(table: string, load: LoadFact): void {
    this.loads.set(table, [...(this.loads.get(table) ?? []), load]);
  }

  async view(marts: MartDefinition[]): Promise<LedgerView> {
    await this.pause();
    const table_dates = Object.fromEntries([...this.dates].map(([id, dates]) => [id, [...dates]]));
    const ids = marts.flatMap(({ id, inputs }) => [id, ...inputs.flatMap(({ mart }) => mart ?? [])]);
    const requests = Object.fromEntries(
      ids.map((id) => [id, [...(this.requests.get(id)?.values() ?? [])].map((each) => ({ ...each }))]),
    );
    await this.pause();
    return {
      table_dates,
      loads: Object.fromEntries(this.loads),
      requests,
      revisions: Object.fromEntries(this.revisions),
    };
  }

  async request(candidate: Candidate, requested_by: string): Promise<boolean> {
    await this.pause();
    const { mart, batch_date, revision, force, instead, definition, withdrawn = [] } = candidate;
    const ofMart = this.requests.get(mart) ?? new Map<string, RequestFact>();
    const found = ofMart.get(batch_date);
    const isMine = found?.requested_by === requested_by;
    const isNew =
      !found ||
      (force ? !(isMine && found.revision === revision) : found.revision < revision) ||
      (found.requested_by === instead && found.status !== "BUILT");
    if (!isNew) return isMine && found.revision >= revision;
    this.asked += 1;
    const kept = new Set([...(found?.withdrawn ?? []), ...withdrawn]);
    const asked = { batch_date, revision, requested_by, ...(definition ? { definition } : {}) };
    const request = { ...asked, status: "REQUESTED" as const, withdrawn: kept };
    this.requests.set(mart, ofMart.set(batch_date, request));
    return true;
  }

  async drop(mart: string, batchDate: string): Promise<void> {
    this.requests.get(mart)?.delete(batchDate);
  }

  /** A load of the table's only file of a date is withdrawn, in one transaction, as recordWithdrawn. */
  withdraw(table: string, date: string): void {
    this.dates.get(table)?.delete(date);
    this.bump(table);
  }

  async requestsOf(mart: string, batchDates: string[]): Promise<RequestFact[]> {
    return (await this.allRequests(mart)).filter(({ batch_date }) => batchDates.includes(batch_date));
  }

  async allRequests(mart: string): Promise<RequestFact[]> {
    await this.pause();
    return [...(this.requests.get(mart)?.values() ?? [])].map((each) => ({ ...each }));
  }

  async builder(mart: string): Promise<string | null> {
    await this.pause();
    return this.builders.get(mart) ?? null;
  }

  async becomeBuilder(mart: string, executionArn: string, instead: string | null): Promise<boolean> {
    await this.pause();
    const found = this.builders.get(mart);
    const holds = found === undefined || found === executionArn || found === instead;
    if (holds) this.builders.set(mart, executionArn);
    return holds;
  }

  async release(mart: string, executionArn: string): Promise<void> {
    await this.pause();
    if (this.builders.get(mart) === executionArn) this.builders.delete(mart);
  }

  async take(mart: string, batchDate: string, executionArn: string): Promise<boolean> {
    await this.pause();
    const found = this.requests.get(mart)?.get(batchDate);
    if (!found || !isOpen(found)) return false;
    Object.assign(found, { status: "BUILDING", built_by: executionArn });
    return true;
  }

  async isRunning(executionArn: string): Promise<boolean> {
    await this.pause();
    return !this.ended.has(executionArn);
  }

  /** One transaction, as recordBuilds; the dates that are recorded. */
  async recordBuilds(mart: string, executionArn: string, batchDates: string[]): Promise<string[]> {
    await this.pause();
    if (this.builders.get(mart) !== executionArn) return [];
    this.builders.delete(mart);
    const mine = batchDates.flatMap((date) => this.requests.get(mart)?.get(date) ?? []);
    const held = mine.filter(({ status, built_by }) => status === "BUILDING" && built_by === executionArn);
    for (const request of held)
      Object.assign(request, { status: "BUILT", report: { waiting: {} }, withdrawn: undefined });
    if (held.length > 0) this.bump(`mart:${mart}`);
    return held.map(({ batch_date }) => batch_date);
  }

  /** The build of a request that this execution has made, whoever may be the builder. */
  built(mart: string, batchDate: string, executionArn: string, waiting: Record<string, number> = {}): void {
    const request = this.requests.get(mart)?.get(batchDate);
    if (request?.requested_by !== executionArn || request.status === "BUILT") return;
    request.status = "BUILT";
    request.report = { waiting };
    this.bump(`mart:${mart}`);
  }

  private bump(name: string): void {
    this.revisions.set(name, (this.revisions.get(name) ?? 0) + 1);
  }
}
