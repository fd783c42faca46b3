import { renderTable } from "../../functions/cli/tables";
import type { Benchmark, Measured } from "../benchmark";
import { runSparkScript } from "../spark-script";

/** Of the writes of each scene, each so many-th is tried. */
const EVERY = process.env.SLUICE_EVERY ?? "1";
/** Names of kinds of tables, with commas between them; without, all. */
const KINDS = process.env.SLUICE_KINDS?.split(",") ?? [];

/** What became of a job run that was killed at a write, and of the next one. */
interface Kill {
  kind: string;
  scene: string;
  number: number;
  write: string;
  wrong: string[];
}

export const crashes: Benchmark = {
  what: "the staging job killed at every write that it makes, and run again, while a reader looks after every write",
  target: "every table as without the crash, nothing half-done seen",
  async measure(): Promise<Measured> {
    const kills: Kill[] = [];
    await runSparkScript("crashes/sweep.py", [EVERY, ...KINDS], (line) => {
      const kill = line as Kill;
      kills.push(kill);
      if (kill.wrong.length > 0)
        console.error(`${kill.kind}, ${kill.scene}, write ${kill.number}, ${kill.write}\n${kill.wrong.join("\n")}`);
      if (kills.length % 50 === 0) console.error(`${kills.length} kills: ${kill.kind}, ${kill.scene}`);
    });
    return report(kills);
  },
};

/** Writes x kinds of tables: how many kills ended right, of how many. */
function report(kills: Kill[]): Measured {
  const unique = (of: (kill: Kill) => string) => [...new Set(kills.map(of))];
  const kinds = unique(({ kind }) => kind);
  const heads = ["killed at", ...kinds].map((name, at) => ({ name, right: at > 0 }));
  const rows = unique(writeOf).map((write) => [
    write,
    ...kinds.map((kind) => ratio(kills.filter((kill) => kill.kind === kind && writeOf(kill) === write))),
  ]);
  const wrong = kills.filter((kill) => kill.wrong.length > 0);
  const values = { kills: kills.length, every: Number(EVERY), wrong: wrong.map(({ wrong: _, ...kill }) => kill) };
  return { table: renderTable(heads, rows), values, met: wrong.length === 0 && kills.length > 0 };
}

const writeOf = ({ scene, write }: Kill) => `${scene}: ${write}`;
const ratio = (kills: Kill[]) =>
  kills.length > 0 ? `${kills.filter(({ wrong }) => wrong.length === 0).length}/${kills.length}` : "";
