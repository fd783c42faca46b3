import { type Answer, type Coming, isInLine, type LineLedger, type Place } from "../../../functions/core/ledger/line";
import type { LoadOutcome } from "../../../functions/core/run/turns";

/** A state of Step Functions that waits for its token. */
interface Waiting {
  execution_arn: string;
  answer: (answer: Answer) => void;
}

/** The line of one table in memory, and the tasks that wait; each call lets others in first, as on AWS. */
export class MemoryLine implements LineLedger {
  readonly places = new Map<string, Place | Coming>();
  loading: string | null = null;
  /** executions that have ended */
  readonly ended = new Set<string>();
  private readonly tasks = new Map<string, Waiting>();

  constructor(private readonly pause: () => Promise<void> = async () => {}) {}

  async stand(place: Place): Promise<Place> {
    await this.pause();
    const found = this.standing(place.load_id);
    const isMine = found?.execution_arn === place.execution_arn;
    this.places.set(place.load_id, isMine ? { ...found, token: place.token } : { ...place });
    await this.pause();
    return { ...(this.standing(place.load_id) ?? place) };
  }

  /** What `come` of the ledger does. */
  async come({ table, load_id, execution_arn }: Pick<Coming, "table" | "load_id" | "execution_arn">): Promise<void> {
    await this.pause();
    if (this.places.get(load_id)?.execution_arn === execution_arn) return;
    this.places.set(load_id, { table, load_id, execution_arn, status: "COMING" });
  }

  async findPlace(_table: string, loadId: string): Promise<Place | null> {
    await this.pause();
    return this.standing(loadId);
  }

  async line(): Promise<Place[]> {
    await this.pause();
    return [...this.places.values()].filter((place) => place.status !== "COMING").map((place) => ({ ...place }));
  }

  async coming(): Promise<Coming[]> {
    await this.pause();
    return [...this.places.values()].filter((place) => place.status === "COMING").map((place) => ({ ...place }));
  }

  async loader(): Promise<string | null> {
    await this.pause();
    return this.loading;
  }

  async becomeLoader(_table: string, executionArn: string, instead: string | null): Promise<boolean> {
    await this.pause();
    const holds = this.loading === null || this.loading === executionArn || this.loading === instead;
    if (holds) this.loading = executionArn;
    return holds;
  }

  async release(_table: string, executionArn: string): Promise<boolean> {
    await this.pause();
    if (this.loading !== executionArn) return false;
    this.loading = null;
    return true;
  }

  async take({ load_id, execution_arn }: Place, executionArn: string): Promise<boolean> {
    await this.pause();
    const found = this.standing(load_id);
    if (!found || found.execution_arn !== execution_arn || !isInLine(found)) return false;
    this.places.set(load_id, { ...found, status: "LOADING", loaded_by: executionArn });
    return true;
  }

  async leave({ load_id, execution_arn }: Pick<Place, "load_id" | "execution_arn">): Promise<void> {
    await this.pause();
    if (this.places.get(load_id)?.execution_arn === execution_arn) this.places.delete(load_id);
  }

  async isRunning(executionArn: string): Promise<boolean> {
    await this.pause();
    return !this.ended.has(executionArn);
  }

  /** One transaction, as recordTurn. */
  async recordTurn(executionArn: string, outcomes: LoadOutcome[]): Promise<void> {
    await this.pause();
    if (this.loading !== executionArn) return;
    this.loading = null;
    for (const { load_id, ...outcome } of outcomes) {
      const found = this.standing(load_id);
      if (found?.status !== "LOADING" || found.loaded_by !== executionArn) continue;
      this.places.set(load_id, { ...found, ...outcome });
    }
  }

  async wake(token: string, answer: Answer): Promise<boolean> {
    await this.pause();
    const task = this.tasks.get(token);
    if (!task || this.ended.has(task.execution_arn)) return false;
    this.tasks.delete(token);
    task.answer(answer);
    return true;
  }

  private standing(loadId: string): Place | null {
    const found = this.places.get(loadId);
    return found && found.status !== "COMING" ? found : null;
  }

  /** The answer to that token, which the task of the execution waits for. */
  answerTo(token: string, execution_arn: string): Promise<Answer> {
    return new Promise((answer) => {
      this.tasks.set(token, { execution_arn, answer });
    });
  }

  /** The same; null once `isOver` says that the time of the task is over. */
  async answerInTime(token: string, execution_arn: string, isOver: () => boolean): Promise<Answer | null> {
    let answer: Answer | null = null;
    this.tasks.set(token, {
      execution_arn,
      answer: (given) => {
        answer = given;
      },
    });
    while (answer === null && !isOver()) await this.pause();
    this.tasks.delete(token);
    return answer;
  }
}
