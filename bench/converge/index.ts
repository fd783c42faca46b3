import { renderTable } from "../../functions/cli/tables";
import type { Benchmark, Measured } from "../benchmark";
import { runSparkScript } from "../spark-script";
import { round } from "../statistics";

const SCHEDULES = Number(process.env.SLUICE_SCHEDULES ?? 1000);
const FIRST_SEED = Number(process.env.SLUICE_SEED ?? 0);

/** A schedule as it was played. `wrong`: where the table was not what the model says. */
interface Played {
  seed: number;
  kind: string;
  crashes: number;
  job_runs: number;
  seconds: number;
  schedule: string;
  wrong: string[];
}

export const converge: Benchmark = {
  what: `${SCHEDULES} random schedules of 3 to 8 deliveries with crashes: each table against a model in plain Python`,
  target: "every table equal to the model, row for row",
  async measure(): Promise<Measured> {
    const played: Played[] = [];
    await runSparkScript("converge/schedules.py", [FIRST_SEED, SCHEDULES].map(String), (line) => {
      const each = line as Played;
      played.push(each);
      if (each.wrong.length > 0) console.error(`${each.schedule}\n${each.wrong.join("\n")}`);
      if (played.length % 100 === 0) console.error(`${played.length} of ${SCHEDULES}`);
    });
    return report(played);
  },
};

function report(played: Played[]): Measured {
  const heads = ["table", "schedules", "job runs", "killed", "seconds", "wrong"].map((name, at) => ({
    name,
    right: at > 0,
  }));
  const sum = (of: Played[], value: (each: Played) => number) => of.reduce((total, each) => total + value(each), 0);
  const failed = (of: Played[]) => of.filter(({ wrong }) => wrong.length > 0);
  const line = (name: string, of: Played[]) => [
    name,
    ...[of.length, sum(of, (each) => each.job_runs), sum(of, (each) => each.crashes)].map(String),
    String(round(sum(of, ({ seconds }) => seconds))),
    String(failed(of).length),
  ];
  const kinds = [...new Set(played.map(({ kind }) => kind))];
  const rows = kinds.map((kind) =>
    line(
      kind,
      played.filter((each) => each.kind === kind),
    ),
  );
  const seeds = failed(played).map(({ seed }) => seed);
  const values = {
    schedules: played.length,
    first_seed: FIRST_SEED,
    crashes: sum(played, (each) => each.crashes),
    failed_seeds: seeds,
  };
  return {
    table: renderTable(heads, [...rows, line("all", played)]),
    values,
    met: seeds.length === 0 && played.length > 0,
  };
}
