import middy from "@middy/core";
import { retryTimeouts } from "../aws/environment";
import { recordTurn } from "../aws/ledger";
import { begunIn, fullLineLedger, leftOf, placesOf, type ToldTurn } from "../aws/turns";
import type { Load } from "../core/documents";
import { answerOf, isInLine, type Place, wakeOthers } from "../core/ledger/line";
import type { StateFailure } from "../core/run/failure";
import { required } from "../core/run/required";
import { loadOutcomes, stagesAgain } from "../core/run/turns";

interface Input {
  load: Load;
  /** the S3 URI of what the job run was to stage */
  turn: string;
  execution_arn: string;
  failure: StateFailure | null;
  /** how many runs of the job have failed by now in this turn */
  attempts: number;
}
const TEXTS = { turn: "string", execution_arn: "string" } as const;
const INPUT = { load: "object", ...TEXTS, failure: "object?", attempts: "number" } as const;

/**
 * Writes what became of each load of a job run, wakes the executions that wait for it, and answers for the own load. Nothing
 * of that yet, where the job is to run once more.
 */
export async function recordTurnHandler(event: unknown): Promise<ToldTurn> {
  const { load, turn, execution_arn: me, failure, attempts } = required<Input>(event, INPUT);
  const line = await fullLineLedger.line(load.table);
  const taken = line.filter(({ status, loaded_by }) => status === "LOADING" && loaded_by === me);
  const { staged, others } = await placesOf(turn, taken);
  const documents = await Promise.all(staged.map((place) => leftOf(place, failure)));
  const run = failure && { failure, attempts, retryTimeouts: retryTimeouts(), begun: await begunIn(turn) };
  if (run && stagesAgain(documents, run)) return { status: "LOADING", failure: null, turn, loads: documents.length };
  const left = others.map(({ load_id }) => ({ load_id, status: "WAITING" as const }));
  await recordTurn(load.table, me, [...loadOutcomes(documents, run), ...left]);
  await wakeOthers(load.table, me, fullLineLedger);
  return ownOutcome(await fullLineLedger.findPlace(load.table, load.load_id), me);
}

/** An execution whose load is still in line looks whose turn it is. */
function ownOutcome(place: Place | null, me: string): ToldTurn {
  const isDecided = place?.execution_arn === me && !isInLine(place);
  const told = isDecided ? answerOf(place) : { status: "WAITING" as const, failure: null };
  return { ...told, turn: null, loads: 0 };
}

export const handler = middy(recordTurnHandler);
