import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../functions/cli/paths";
import { renderTable } from "../functions/cli/tables";
import type { SeenState } from "../functions/cli/verify/evidence";
import { costOf } from "../functions/cli/verify/measures";
import { seenJobRuns, seenStates } from "../functions/cli/verify/runs";
import { PRICES } from "../functions/core/cost";
import { type Deployment, startDeployment } from "../tests/end-to-end/support/deployment";
import type { Benchmark, Measured } from "./benchmark";
import { type Counted, callsBetween, counted, sumOf } from "./counted";
import { keepOneMart, MART, putCustomers } from "./customers";
import { round } from "./statistics";

const FILES = 5;
const MAX_RATIO = 1 / 4;
/** Crawls of the classic design for each file, besides that of raw, which both make when a file has a new shape. */
const CLASSIC_CRAWLS = 2;
const READS_OF_S3 = /^(Get|Head)/;
const WRITES_OF_DYNAMODB = /^(Put|Update|Delete|Transact)/;
/** A Lambda of half a gigabyte for a second. */
const LAMBDA = PRICES.lambda_request + 0.5 * PRICES.lambda_gigabyte_second;
const CRAWL = (PRICES.crawler_dpus * PRICES.crawler_minimum_seconds * PRICES.crawler_dpu_hour) / 3600;

export const cost: Benchmark = {
  what: "what a small file costs on AWS until it is in a mart, by its counted calls and the price table, beside the classic design",
  target: `<= ${MAX_RATIO} x a design of the same jobs that crawls staging and mart for each file`,
  async measure(): Promise<Measured> {
    const deployment = await startDeployment(keepOneMart);
    try {
      await load(deployment, 1); // the first file of a shape is crawled
      return report(await bill(deployment));
    } finally {
      await deployment.stop();
    }
  },
};

/** Uploads a day's customers, and waits until they are in the mart. */
async function load(deployment: Deployment, day: number): Promise<void> {
  const date = new Date(Date.UTC(2026, 3, day)).toISOString().slice(0, 10);
  const upload = await putCustomers(deployment, date, (id) => `Customer ${id} on day ${day}`);
  const { status } = await deployment.waitForRun(upload);
  if (status !== "SUCCEEDED") throw new Error(`The load of ${date} ended as ${status}.`);
}

/** Dollars of a file, by what they are for. */
interface Bill {
  job_runs: number;
  transitions: number;
  lambdas: number;
  crawls: number;
  dollars: Record<"glue jobs" | "states" | "lambdas" | "crawls" | "s3" | "ledger", number>;
}

async function bill(deployment: Deployment): Promise<Bill> {
  const { names } = deployment.stage;
  const [since, before] = [new Date(), await counted(deployment.root)];
  for (let file = 1; file <= FILES; file += 1) await load(deployment, 1 + file);
  const after = await counted(deployment.root);
  const runs = await seenJobRuns([names.stagingJob("shop_customers"), names.martJob(MART)], since);
  const states = await seenStates(deployment.stage, since, false);
  const calls = (service: string, which?: RegExp) => sumOf(callsBetween(before, after, service), which) / FILES;
  const transitions = states.reduce((all, { seconds }) => all + seconds.length, 0) / FILES;
  const [lambdas, crawls] = [invoked(states) / FILES, calls("glue", /^StartCrawler/)];
  return {
    ...{ job_runs: runs.length / FILES, transitions, lambdas, crawls },
    dollars: {
      "glue jobs": costOf(runs, []).dollars / FILES,
      states: transitions * PRICES.state_transition,
      lambdas: lambdas * LAMBDA,
      crawls: crawls * CRAWL,
      s3: calls("s3", READS_OF_S3) * PRICES.s3_read + calls("s3", /^(?!Get|Head)/) * PRICES.s3_write,
      ledger: ledger(before, after) / FILES,
    },
  };
}

/** How many of these states invoked a Lambda. */
function invoked(states: SeenState[]): number {
  const machines = ["pipeline", "load_file"].map((file) => join(ROOT, "statemachines", `${file}.asl.json`));
  const lambdas = new Set(machines.flatMap((file) => lambdaStates(JSON.parse(readFileSync(file, "utf8")))));
  return states.reduce((all, { state, seconds }) => all + (lambdas.has(state) ? seconds.length : 0), 0);
}

/** The names of the states, of Maps' too, that invoke a Lambda. */
function lambdaStates({ States = {} }: Machine): string[] {
  return Object.entries(States).flatMap(([name, { Resource = "", ItemProcessor = {} }]) => [
    ...(/:lambda:invoke(\.|$)/.test(Resource) ? [name] : []),
    ...lambdaStates(ItemProcessor),
  ]);
}

interface Machine {
  States?: Record<string, { Resource?: string; ItemProcessor?: Machine }>;
}

/** A call counts as one unit, though a transaction takes several. */
function ledger(before: Counted, after: Counted): number {
  const calls = callsBetween(before, after, "dynamodb");
  const writes = sumOf(calls, WRITES_OF_DYNAMODB);
  return writes * PRICES.dynamodb_write + (sumOf(calls) - writes) * PRICES.dynamodb_read;
}

function report(bill: Bill): Measured {
  // The classic design starts its workflow from one Lambda, and has neither states nor a ledger.
  const classic = { ...bill.dollars, states: 0, ledger: 0, lambdas: LAMBDA, crawls: CLASSIC_CRAWLS * CRAWL };
  const sum = (dollars: Bill["dollars"]) => Object.values(dollars).reduce((all, each) => all + each, 0);
  const lines = (Object.keys(classic) as (keyof typeof classic)[]).map((part) => [
    part,
    bill.dollars[part].toFixed(6),
    classic[part].toFixed(6),
  ]);
  const [own, theirs] = [sum(bill.dollars), sum(classic)];
  const heads = ["a file, $", "Sluice", "classic"].map((name, at) => ({ name, right: at > 0 }));
  const counts = `A file: ${bill.job_runs} job runs, ${bill.transitions} transitions, ${bill.lambdas} Lambdas, ${bill.crawls} crawls (prices of ${PRICES.place}).`;
  const table = `${renderTable(heads, [...lines, ["all", own.toFixed(6), theirs.toFixed(6)]])}\n${counts}`;
  const ratio = round(own / theirs, 3);
  return { table, values: { bill, classic, dollars: own, classic_dollars: theirs, ratio }, met: ratio <= MAX_RATIO };
}
