import { setTimeout as sleep } from "node:timers/promises";
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { findLoad, findRun, readRun } from "../../aws/ledger";
import type { LoadItem, RunItem } from "../../core/ledger/items";
import type { LoadResult } from "../../core/run/outcome";
import { UsageError } from "../errors";
import { type FileOutcome, hasEnded, loadOutcome } from "../load/outcome";

const FIRST_POLL_MS = 200;
const MAX_POLL_MS = 2000;

/** A run that has ended. */
export interface EndedRun {
  run_id: string;
  /** Step Functions' word on the execution */
  status: string;
  /** what the ledger has; null for a run that ended before it could write */
  run: RunItem | null;
  error: string | null;
  error_message: string | null;
}

export interface Watching {
  timeoutSeconds: number;
  onFile(outcome: FileOutcome): void;
  /** how many of how many files have ended; 0 of 0 before the run is planned */
  onProgress(ended: number, all: number): void;
}

/** Starts the pipeline; gives the ARN of the execution. */
export async function startRun(pipeline: string, input: unknown): Promise<string> {
  const { executionArn } = await new SFNClient({}).send(
    new StartExecutionCommand({ stateMachineArn: pipeline, input: JSON.stringify(input) }),
  );
  return executionArn as string;
}

/**
 * Waits for an execution of the pipeline, and tells of each file as it ends.
 * @throws UsageError when the time is up; the run goes on
 */
export async function watchRun(arn: string, watching: Watching): Promise<EndedRun> {
  const sfn = new SFNClient({});
  const run_id = arn.slice(arn.lastIndexOf(":") + 1);
  const files = new Files(run_id, watching);
  let run: RunItem | null = null;
  const until = Date.now() + watching.timeoutSeconds * 1000;
  for (let wait = FIRST_POLL_MS; ; wait = Math.min(wait * 1.2, MAX_POLL_MS)) {
    const {
      status = "",
      error = null,
      cause = null,
    } = await sfn.send(new DescribeExecutionCommand({ executionArn: arn }));
    run = run ? await readRun(run) : await findRun(run_id);
    if (status !== "RUNNING") {
      await files.finish(run);
      return { run_id, status, run, error, error_message: cause };
    }
    await files.look(run);
    if (Date.now() > until) {
      throw new UsageError(
        `The run ${run_id} is still going on after ${watching.timeoutSeconds} s: look at it with sluice runs ${run_id}, or wait longer with --timeout.`,
      );
    }
    await sleep(wait);
  }
}

/** The files of a run. Each is told of once, as soon as it has ended. */
class Files {
  /** load ids, and whether a failure was told */
  private readonly told = new Map<string, boolean>();

  constructor(
    private readonly run_id: string,
    private readonly watching: Watching,
  ) {}

  /** A table's files are loaded in order, so that only the first of those that are left can have ended. */
  async look(run: RunItem | null): Promise<void> {
    const all = (run?.loads ?? []) as LoadResult[];
    for (const table of new Set(all.map(({ table }) => table))) {
      for (const each of all.filter((one) => one.table === table && !this.told.has(one.load_id))) {
        const load = await findLoad(each);
        const ended = hasEnded(load, this.run_id) ? ENDED[load.status]?.(load) : undefined;
        if (!ended) break;
        this.tell({ ...each, ...ended }, load);
      }
    }
    this.watching.onProgress(this.told.size, all.length);
  }

  /** Tells of those that are left; and again of one that is loaded, but whose execution failed after that. */
  async finish(run: RunItem | null): Promise<void> {
    for (const each of (run?.loads ?? []) as LoadResult[]) {
      const failed = this.told.get(each.load_id);
      if (failed === undefined || (each.error && !failed)) this.tell(each, await findLoad(each));
    }
  }

  private tell(result: LoadResult, load: LoadItem | null): void {
    this.told.set(result.load_id, Boolean(result.error));
    this.watching.onFile(loadOutcome(result, load, this.run_id));
  }
}

/** What the run will say of a load that is on record as ended; of one with another status only the run can tell. */
const failed = ({ error, error_message }: LoadItem) => ({
  error: error ?? "UnknownError",
  error_message: error_message ?? "No reason is on record.",
});
const ENDED: Partial<Record<string, (load: LoadItem) => Partial<LoadResult>>> = {
  LOADED: () => ({ status: "LOADED" }),
  REJECTED: failed,
  FAILED: failed,
  HELD: failed,
  WAITING: ({ waits_for = "" }) => ({ status: "WAITING", message: waits_for }),
};
