import { setTimeout as sleep } from "node:timers/promises";
import type {
  Definitions,
  JobFailure,
  Load,
  MartDefinition,
  MartInput,
  StagingOrder,
  Turn,
} from "../../../functions/core/documents";

/** What a mart was built from for a date: by input, the loads of a table, or the content of a mart. */
export interface Content {
  batch_date: string;
  inputs: Record<string, string[] | Content>;
}

interface Mart {
  states: Map<string, Content>;
  /** what `main` shows */
  main: Content | null;
}

/** An error of Step Functions. */
export class TaskError extends Error {
  constructor(
    override readonly name: string,
    message: string,
  ) {
    super(message);
  }
}

export interface Reports {
  list(uri: string): Promise<string[]>;
  read(uri: string): Promise<unknown>;
  write(uri: string, document: unknown): Promise<void>;
}

/** True with that probability, by a generator with a seed. */
export type Chance = (probability: number) => boolean;

/**
 * Glue jobs without Spark. A staging job notes its loads; a mart job notes what is in its inputs at that moment, as
 * glue/etl/marts/inputs.py reads them. Each job runs once at a time, takes some milliseconds, and fails now and then.
 */
export class Jobs {
  readonly staged = new Map<string, Load[]>();
  readonly marts = new Map<string, Mart>();
  /** the dates of every run of a mart job */
  readonly runs: { mart: string; dates: string[] }[] = [];
  /** the batch dates of every run of a staging job */
  readonly stagings: string[][] = [];
  /** a staging job waits for it before it stages anything */
  stagingGate: Promise<void> = Promise.resolve();
  /** a mart job waits for it before it reads anything */
  gate: Promise<void> = Promise.resolve();
  private readonly running = new Set<string>();

  constructor(
    private readonly definitions: Definitions,
    private readonly reports: Reports,
    private readonly chance: Chance,
    public trouble: number,
  ) {}

  async run(name: string, given: Record<string, string>): Promise<unknown> {
    if (this.running.has(name)) throw new TaskError("Glue.ConcurrentRunsExceededException", `${name} is running`);
    this.running.add(name);
    try {
      const [, , layer, id = ""] = name.split("-");
      await (layer === "mart" ? this.build(id, given) : this.stage(given));
      return { JobName: name, JobRunState: "SUCCEEDED" };
    } finally {
      this.running.delete(name);
    }
  }

  private async stage({ "--turn": turn }: Record<string, string>): Promise<void> {
    const { loads } = (await this.reports.read(turn as string)) as Turn;
    this.stagings.push(loads.map(({ load }) => load.batch_date));
    await this.stagingGate;
    let failed = "";
    for (const order of loads) {
      if ((await this.reports.list(order.report)).length > 0) continue;
      failed = (await this.stageOne(order)) ?? failed;
    }
    if (failed)
      throw new TaskError("States.TaskFailed", JSON.stringify({ ErrorMessage: failed, JobRunState: "FAILED" }));
  }

  /** Stages a load; or gives the error with which it fails, alone. */
  private async stageOne({ load, report }: StagingOrder): Promise<string | null> {
    const { load_id, table } = load;
    await this.work();
    if (this.chance(this.trouble)) {
      const told = { error: "RowCountError", error_message: `${load.key}: the rows do not add up.` };
      const failure: JobFailure = { job_run: null, ...told, retryable: false };
      await this.reports.write(report.replace(/\.json$/, ".failure.json"), failure);
      return "RowCountError: the rows do not add up.";
    }
    const ofTable = this.staged.get(table) ?? [];
    if (!ofTable.some((each) => each.load_id === load_id)) this.staged.set(table, [...ofTable, load]);
    await this.work();
    const rows = { rows_read: 1, rows_staged: 1, rows_unchanged: 0, rows_quarantined: 0 };
    const none = { invalid_rows: null, unknown_keys: 0, deletes_suspended: null, ties: null };
    await this.reports.write(report, { load_id, ...rows, ...none });
    return null;
  }

  private async build(id: string, given: Record<string, string>): Promise<void> {
    const definition = this.definitions.marts[id] as MartDefinition;
    const reports = given["--reports"] as string;
    const done = new Set(await this.reports.list(reports));
    const dates = (JSON.parse(given["--batch_dates"] as string) as string[]).filter(
      (date) => !done.has(`${date}.json`),
    );
    this.runs.push({ mart: id, dates });
    await this.gate;
    const mart = this.marts.get(id) ?? { states: new Map(), main: null };
    this.marts.set(id, mart);
    let failed = "";
    for (const batch_date of dates.toSorted()) {
      if (this.chance(this.trouble)) {
        failed = `MartTestError: ${id} as of ${batch_date}: a test failed.`;
        const failure = {
          mart: id,
          batch_date,
          error: "MartTestError",
          error_message: failed.slice(15),
          retryable: false,
        };
        await this.reports.write(`${reports}${batch_date}.failure.json`, failure);
        continue;
      }
      const content = this.read(definition, batch_date);
      await this.work();
      mart.states.set(batch_date, content);
      const served = mart.main?.batch_date ?? "";
      mart.main = served > batch_date ? this.read(definition, served) : content;
      const report = { mart: id, batch_date, rows: 1, waiting: {} };
      await this.reports.write(`${reports}${batch_date}.json`, report);
    }
    if (failed)
      throw new TaskError("States.TaskFailed", JSON.stringify({ ErrorMessage: failed, JobRunState: "FAILED" }));
  }

  /** What a build of the mart would read now. */
  read(definition: MartDefinition, batch_date: string): Content {
    const states = [...(this.marts.get(definition.id)?.states.keys() ?? [])].sort();
    const following = states.find((date) => date > batch_date) ?? null;
    const inputs = definition.inputs.map((input) => [input.name, this.input(input, batch_date, following)] as const);
    return { batch_date, inputs: Object.fromEntries(inputs) };
  }

  private input({ table, mart, cadence }: MartInput, batchDate: string, following: string | null): string[] | Content {
    const goesOn = cadence === "any";
    if (table !== null) {
      const isIn = ({ batch_date }: Load) => (goesOn ? !following || batch_date < following : batch_date <= batchDate);
      return (this.staged.get(table) ?? [])
        .filter(isIn)
        .map(({ load_id }) => load_id)
        .sort();
    }
    const { states, main } = this.marts.get(mart as string) as Mart;
    const earlier = [...states.keys()].filter((date) => following !== null && date < following).sort();
    const state = goesOn ? states.get(earlier.at(-1) ?? "") : states.get(batchDate);
    return state ?? (main as Content);
  }

  /** Some milliseconds, during which Glue may end the job run. */
  private async work(): Promise<void> {
    await sleep(this.chance(0.5) ? 2 : 15);
    if (!this.chance(this.trouble)) return;
    const JobRunState = this.chance(0.5) ? "FAILED" : "TIMEOUT";
    throw new TaskError("States.TaskFailed", JSON.stringify({ JobRunState }));
  }
}
