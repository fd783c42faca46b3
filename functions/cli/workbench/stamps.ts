import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Definitions, MartDefinition } from "../../core/documents";
import { ROOT, STATE_DIR } from "../paths";

const STAMPS = join(STATE_DIR, "stamps", "marts.json");

/** The code that judges a mart; a change of it makes every analysis anew. */
const JUDGES = ["glue/etl", "glue/workbench"];

/** For each mart a hash of all that its analysis depends on: its definition, what it reads, and the code. */
export function martHashes({ marts, tables }: Pick<Definitions, "marts" | "tables">): Record<string, string> {
  const code = hashOf(JUDGES.map((folder) => filesOf(join(ROOT, folder))));
  const known: Record<string, string> = {};
  const levels = Object.values(marts).sort((a, b) => a.level - b.level);
  for (const mart of levels) known[mart.id] = hashOf([code, mart, inputsOf(mart, tables, known)]);
  return known;
}

const inputsOf = ({ inputs }: MartDefinition, tables: Definitions["tables"], known: Record<string, string>) =>
  inputs.map((input) => [input.table && tables[input.table], input.mart && known[input.mart]]);

/** The hashes of the marts whose last analysis found nothing. */
export function readStamps(): Record<string, string> {
  try {
    return JSON.parse(readFileSync(STAMPS, "utf8"));
  } catch {
    return {}; // the first time, or a file that was cut off
  }
}

export function writeStamps(stamps: Record<string, string>): void {
  mkdirSync(dirname(STAMPS), { recursive: true });
  writeFileSync(`${STAMPS}.${process.pid}`, JSON.stringify(stamps));
  renameSync(`${STAMPS}.${process.pid}`, STAMPS);
}

const hashOf = (value: unknown) => createHash("sha256").update(JSON.stringify(value)).digest("hex");

function filesOf(folder: string): [name: string, text: string][] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".py"));
  return names.sort().map((name) => [name, readFileSync(join(folder, name), "utf8")]);
}
