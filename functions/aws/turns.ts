import { createHash } from "node:crypto";
import type { Begun, Turn } from "../core/documents";
import { type LineLedger, type LoadTurn, type Place, takeLoads } from "../core/ledger/line";
import type { StateFailure } from "../core/run/failure";
import type { LeftOfLoad } from "../core/run/turns";
import { environment } from "./environment";
import { answerTask, isRunning } from "./executions";
import { lineLedger } from "./ledger";
import { putJson } from "./objects";
import { beside, findFailure, findReport } from "./reports";

export const fullLineLedger: LineLedger = { ...lineLedger, isRunning, wake: answerTask };

/** What the state machine is told: whose turn it is, and where the staging job finds its loads. */
export interface ToldTurn extends Omit<LoadTurn, "places"> {
  /** the S3 URI of the document of the loads; null while another execution loads the table */
  turn: string | null;
  /** how many loads there are in it */
  loads: number;
}

/** Stands in line, and takes what waits if it is this execution's turn. */
export async function takeTurnOf(place: Place, mayGather: boolean): Promise<ToldTurn> {
  const { places, ...told } = await takeLoads(place, fullLineLedger, mayGather);
  const turn = places.length > 0 ? await writeTurn(place, places) : null;
  return { ...told, turn, loads: places.length };
}

/** Leaves the document for the staging job, in a place of its own for each look: an answer may be lost, or come late. */
async function writeTurn({ table, execution_arn, token }: Place, places: Place[]): Promise<string> {
  const [bucket, name] = [environment("STAGING_BUCKET"), execution_arn.slice(execution_arn.lastIndexOf(":") + 1)];
  const look = createHash("sha256").update(token).digest("hex").slice(0, 16);
  const key = `_turns/${table.replace("/", "_")}/${name}/${look}.json`;
  const loads = places.map(({ staged, facts, approve, withdraw, run_id, report }) => {
    return { load: staged, facts: { ...facts }, approve, withdraw, run_id, report };
  });
  await putJson(bucket, key, { table, loads } satisfies Turn);
  return `s3://${bucket}/${key}`;
}

/** The places that the job run of this turn was to stage, of those that this execution has taken; and the others. */
export async function placesOf(turn: string, taken: Place[]): Promise<{ staged: Place[]; others: Place[] }> {
  const document = await findReport<Turn>(turn);
  const reports = new Set(document?.loads.map(({ report }) => report));
  const isIn = ({ report }: Place) => reports.has(report);
  return { staged: taken.filter(isIn), others: taken.filter((place) => !isIn(place)) };
}

/** What a job run left behind for a load. Where it has not failed, each load is staged. */
export async function leftOf({ load_id, report }: Place, failed: StateFailure | null): Promise<LeftOfLoad> {
  if (!failed) return { load_id, staged: true, failure: null };
  const [found, failure] = await Promise.all([findReport(report), findFailure(report, failed)]);
  return { load_id, staged: found !== null, failure };
}

/** The load that the job run of this turn began last. */
export const begunIn = async (turn: string): Promise<string | null> =>
  (await findReport<Begun>(beside(turn, "begun")))?.load_id ?? null;
