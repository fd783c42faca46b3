import { probePort } from "../../functions/cli/local/ports";
import { renderTable } from "../../functions/cli/tables";
import { startDeployment } from "../../tests/end-to-end/support/deployment";
import { samples } from "../../tests/end-to-end/support/samples";
import type { Benchmark, Measured } from "../benchmark";
import { hashesOf } from "./hashes";
import { cleanOrder, type Order, randomOrder } from "./orders";
import { play } from "./play";

const ORDERS = Number(process.env.SLUICE_ORDERS ?? 5);
const FIRST_SEED = Number(process.env.SLUICE_SEED ?? 1);

/** An order as it was played. `faults`: those that struck. `different`: the tables whose rows are not those of the clean run. */
interface Played {
  seed: number;
  bursts: number;
  faults: string[];
  failed_runs: number;
  repairs: number;
  equal: number;
  different: string[];
  seconds: number;
}

export const replay: Benchmark = {
  what: `the five days of samples in ${ORDERS} random orders, with faults in each: every table and mart against a clean run`,
  target: "every table, view and mart equal to the clean run, hash by hash",
  async measure(): Promise<Measured> {
    // A second worker would pay once more for its first loads, which take ten times as long.
    process.env.SLUICE_SPARK_WORKERS ??= "1";
    // One port for all deployments: the AWS clients of this process keep the address that they were made with.
    const port = (await probePort(0)) as number;
    const clean = await run(cleanOrder(samples()), port);
    const played: Played[] = [];
    for (let seed = FIRST_SEED; seed < FIRST_SEED + ORDERS; seed += 1) {
      const order = randomOrder(samples(), seed);
      const started = Date.now();
      const { hashes, ...outcome } = await run(order, port);
      const different = Object.keys(clean.hashes).filter((name) => clean.hashes[name] !== hashes[name]);
      const equal = Object.keys(clean.hashes).length - different.length;
      const seconds = Math.round((Date.now() - started) / 1000);
      const bursts = order.bursts.length;
      played.push({ seed, bursts, ...outcome, equal, different, seconds });
      console.error(`seed ${seed}: ${equal} equal${different.length > 0 ? `, not ${different.join(", ")}` : ""}`);
    }
    return report(played, Object.keys(clean.hashes));
  },
};

/** Plays an order on a stage of its own. */
async function run(order: Order, port: number) {
  const deployment = await startDeployment(() => {}, port);
  try {
    const outcome = await play(order, deployment);
    return { hashes: await hashesOf(deployment), ...outcome };
  } finally {
    await deployment.stop();
  }
}

function report(played: Played[], tables: string[]): Measured {
  const heads = ["seed", "bursts", "faults", "failed runs", "repairs", "equal", "different", "s"];
  const rows = played.map((each) => [
    ...[String(each.seed), String(each.bursts), told(each.faults), String(each.failed_runs), String(each.repairs)],
    ...[`${each.equal}/${tables.length}`, each.different.join(", "), String(each.seconds)],
  ]);
  const values = { orders: played.length, first_seed: FIRST_SEED, tables, played };
  return {
    table: renderTable(
      heads.map((name) => ({ name, right: name !== "faults" && name !== "different" })),
      rows,
    ),
    values,
    met: played.length > 0 && played.every(({ different }) => different.length === 0),
  };
}

/** `2 killed, 1 S3 busy` */
function told(faults: string[]): string {
  const names = [...new Set(faults)].sort();
  return names.map((name) => `${faults.filter((each) => each === name).length} ${name}`).join(", ");
}
