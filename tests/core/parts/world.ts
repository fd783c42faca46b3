import type { Load, Parts, StagingReport, ValidationFacts } from "../../../functions/core/documents";
import type { LoadItem } from "../../../functions/core/ledger/items";
import { type Gathered, gather, namesIn, type PartsLedger } from "../../../functions/core/parts";

export const DATE = "2024-05-01";
export const FOLDER = `f09/customers/dt=${DATE}/`;
export const PARTS: Parts = { success_file: null, count: null, manifest: null, quiet_minutes: null };

const FACTS = {
  ...{ rows: 4, rows_checked: 4, rows_quarantined: 0, dates: {}, bytes: 40, compression: "none", encoding: "utf-8" },
  ...{ bom: false, header: ["id"], embedded_newlines: false, blank_rows: false, line_end: "lf", shape: "a".repeat(64) },
} as const satisfies Partial<ValidationFacts>;
export const facts = (fields: Partial<ValidationFacts> = {}): ValidationFacts => ({
  ...FACTS,
  header: ["id"],
  ...fields,
});

/** A raw bucket and a ledger in memory, with the conditions of the real one. Time is in minutes after six. */
export class PartsWorld {
  readonly present = new Map<string, Load>();
  readonly items = new Map<string, LoadItem>();
  readonly written = new Map<string, string[]>();
  readonly running = new Set<string>();
  manifest: string | null = null;
  minute = 0;
  private executions = 0;

  constructor(
    readonly parts: Partial<Parts>,
    private readonly pause: () => Promise<void> = async () => {},
  ) {}

  /** A version of a file comes to raw. */
  put(name: string, { minute = this.minute, size = 10 }: { minute?: number; size?: number } = {}): Load {
    const version = `${name}@${minute}`;
    const loaded_at = `2024-05-01T06:${String(minute).padStart(2, "0")}:00.000Z`;
    const place = { table: "f09/customers", bucket: "raw", key: `${FOLDER}${name}`, batch_date: DATE };
    const load: Load = { ...place, load_id: version, version_id: version, etag: "e", size, sequencer: "", loaded_at };
    this.present.set(name, load);
    return load;
  }

  /** The gate has passed the file (or `refuses` it); the answer of gather-parts. */
  async arrive(
    load: Load,
    options: {
      approved?: boolean;
      may_close?: boolean;
      force?: boolean;
      restore?: boolean;
      learnt?: ValidationFacts | null;
    } = {},
  ): Promise<Gathered & { arn: string }> {
    const { approved = false, may_close = true, force = false, restore = false, learnt = facts() } = options;
    this.executions += 1;
    const arn = `arn:${this.executions}`;
    this.running.add(arn);
    this.claim(load, arn);
    const claimant = { execution_arn: arn, force, restore, approve: [] };
    const arrival = { load, facts: learnt, claimant, approved, may_close };
    const ended = () => this.running.delete(arn);
    const answer = await gather(arrival, { ...PARTS, ...this.parts }, this.ledger(arn)).catch((error) => {
      ended();
      this.items.set(load.load_id, { ...(this.items.get(load.load_id) as LoadItem), status: "HELD" });
      throw error;
    });
    if (answer.status !== "CLOSE") ended();
    return { ...answer, arn };
  }

  /** The gate has refused the file. */
  reject(load: Load): void {
    this.items.set(load.load_id, { ...load, status: "REJECTED", execution_arn: "arn:0", run_id: "r" });
  }

  /** The closer's job has loaded the batch: what record-load writes. */
  loaded({ batch, arn }: { batch: Load | null; arn: string }): void {
    this.running.delete(arn);
    const report = { load_id: batch?.load_id } as StagingReport;
    const settle = (id: string) => {
      const item = this.items.get(id) as LoadItem;
      this.items.set(id, { ...item, status: "LOADED", committed: true, report });
    };
    settle(batch?.load_id as string);
    const closes = (item: LoadItem) => item.status === "WAITING" && !item.facts;
    for (const [id, item] of this.items) {
      const isPart = this.written.get(batch?.load_id as string)?.includes(id);
      if ((isPart && item.status !== "CLAIMED") || item.execution_arn === arn || closes(item)) settle(id);
    }
  }

  /** The closer's execution ends without a word to the ledger. */
  die({ batch, arn }: { batch: Load | null; arn: string }): void {
    this.running.delete(arn);
    const item = this.items.get(batch?.load_id as string) as LoadItem;
    this.items.set(item.load_id, { ...item, status: "CLAIMED" });
  }

  status = (load: Load) => this.items.get(load.load_id)?.status;

  private claim(load: Load, execution_arn: string): void {
    const found = this.items.get(load.load_id);
    this.items.set(load.load_id, { ...found, ...load, status: "CLAIMED", execution_arn, run_id: "r" });
  }

  private ledger(arn: string): PartsLedger {
    const change = async (load: Load, fields: Partial<LoadItem>, isMine = true) => {
      await this.pause();
      const found = this.items.get(load.load_id);
      if (!found || (isMine && (found.status !== "CLAIMED" || found.execution_arn !== arn))) return false;
      this.items.set(load.load_id, { ...found, ...fields });
      return true;
    };
    return {
      checked: (load, learnt) => change(load, learnt ? { facts: learnt } : {}),
      waiting: (load, waits_for) => change(load, { status: "WAITING", waits_for }),
      loaded: (load, report) => change(load, { status: "LOADED", committed: true, report }, false),
      find: async (load) => {
        await this.pause();
        return this.items.get(load.load_id) ?? null;
      },
      claim: async (load, found) => {
        await this.pause();
        const now = this.items.get(load.load_id);
        if (now?.status !== found?.status || now?.execution_arn !== found?.execution_arn) return false;
        this.claim(load, arn);
        return true;
      },
      isRunning: async (other) => this.running.has(other),
      scene: async () => {
        const present = [...this.present.values()];
        await this.pause();
        const listed = this.manifest === null ? null : namesIn(this.manifest);
        const now = Date.parse("2024-05-01T06:00:00Z") + this.minute * 60_000;
        return { present, items: [...this.items.values()], listed, now };
      },
      write: async (load, parts) => {
        this.written.set(
          load.load_id,
          parts.map((part) => part.load.load_id),
        );
      },
    };
  }
}
