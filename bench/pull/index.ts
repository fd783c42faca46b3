import { execFileSync } from "node:child_process";
import { delimiter, join } from "node:path";
import { ROOT, VENV_PYTHON } from "../../functions/cli/paths";
import { renderTable } from "../../functions/cli/tables";
import type { Benchmark, Measured } from "../benchmark";
import { round } from "../statistics";

const ROWS = 2_000_000;
const LEAST_PARALLEL = 1.2;
const LEAST_FETCH = 1.5;

interface Pass {
  connections: number;
  fetch_size: number;
  seconds: number;
  most_connections: number;
  sums: string[];
}

export const pull: Benchmark = {
  what: "2 M rows of a PostgreSQL: three connections beside one, and the default fetch size beside a driver's 10",
  target: `>= ${LEAST_PARALLEL} x one connection, >= ${LEAST_FETCH} x fetch size 10, equal sums, never more connections than configured`,
  async measure(): Promise<Measured> {
    return report(passes());
  },
};

/** The passes, and the sums that the server itself gives. */
function passes(): { sums: string[]; passes: Pass[] } {
  const PYTHONPATH = [join(ROOT, "glue"), ROOT].join(delimiter);
  const script = join(ROOT, "bench/pull/passes.py");
  const stdout = execFileSync(VENV_PYTHON, [script, String(ROWS)], {
    cwd: ROOT,
    encoding: "utf8",
    env: { ...process.env, PYTHONPATH },
    stdio: ["ignore", "pipe", "ignore"],
  });
  return JSON.parse(stdout.trim().split("\n").at(-1) as string);
}

function report({ sums, passes: all }: ReturnType<typeof passes>): Measured {
  const heads = ["connections", "fetch size", "seconds", "rows a second", "most connections"].map((name) => ({
    name,
    right: true,
  }));
  const rows = all.map(({ connections, fetch_size, seconds, most_connections }) =>
    [connections, fetch_size, round(seconds), Math.round(ROWS / seconds), most_connections].map(String),
  );
  const seconds = (connections: number, fetch: number) =>
    all.find((pass) => pass.connections === connections && pass.fetch_size === fetch)?.seconds ?? Number.NaN;
  const parallel = round(seconds(1, 5000) / seconds(3, 5000), 2);
  const fetch = round(seconds(1, 10) / seconds(1, 5000), 2);
  const isEqual = all.every((pass) => pass.sums.join() === sums.join());
  const isWithin = all.every(({ connections, most_connections }) => most_connections <= connections);
  const met = parallel >= LEAST_PARALLEL && fetch >= LEAST_FETCH && isEqual && isWithin;
  const values = { rows: ROWS, parallel, fetch, equal_sums: isEqual, within_connections: isWithin, passes: all };
  return { table: renderTable(heads, rows), values, met };
}
