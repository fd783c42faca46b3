import type { MartDefinition } from "../../../functions/core/documents";
import type { Candidate, FanInLedger, LedgerView, LoadFact, RequestFact } from "../../../functions/core/fan-in";

/** The ledger's conditions in memory; each call lets others in first, so that executions interleave as on AWS. */
export class MemoryLedger implements FanInLedger {
  readonly dates = new Map<string, Set<string>>();
  readonly revisions = new Map<string, number>();
  readonly requests = new Map<string, Map<string, RequestFact>>();
  readonly loads = new Map<string, LoadFact[]>();
  /** "execution date" -> the revision it won */
  readonly won = new Map<string, number>();
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
    const { mart, batch_date, revision, force, definition } = candidate;
    await this.pause();
    const ofMart = this.requests.get(mart) ?? new Map<string, RequestFact>();
    const found = ofMart.get(batch_date);
    const holds = force || !found || found.revision < revision || found.requested_by === requested_by;
    if (holds) this.won.set(`${requested_by} ${batch_date}`, revision);
    const asked = { batch_date, revision, requested_by, ...(definition ? { definition } : {}) };
    if (holds) this.requests.set(mart, ofMart.set(batch_date, { ...asked, status: "REQUESTED" }));
    return holds;
  }

  async drop(mart: string, batchDate: string): Promise<void> {
    this.requests.get(mart)?.delete(batchDate);
  }

  /** A load of the table's only file of a date is withdrawn, in one transaction, as recordWithdrawn. */
  withdraw(table: string, date: string): void {
    this.dates.get(table)?.delete(date);
    this.bump(table);
  }

  /** One transaction, as recordBuilt. */
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
