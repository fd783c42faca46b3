import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { importsOf, type Source } from "./imports";
import { drawMachine, drawMap } from "./machines";
import { drawRooms } from "./rooms";

const ROOT = join(__dirname, "../..");

export const PAGE = join(ROOT, "docs/architecture.md");

/** The drawings of the page, by the name in the comment that stands before each. */
export const DRAWINGS: Record<string, () => string> = {
  "rooms of functions": () => drawRooms(importsOf(sourcesBelow(".ts", "functions")), "functions"),
  "rooms of glue": () => drawRooms(importsOf(sourcesBelow(".py", "glue/etl", "glue/jobs")), "glue"),
  "rooms of local": () => drawRooms(importsOf(sourcesBelow(".py", "local")), "local"),
  pipeline: () => drawMachine(readMachine("pipeline")),
  "pipeline: Load tables": () => drawMap(readMachine("pipeline"), "Load tables"),
  "pipeline: Build marts": () => drawMap(readMachine("pipeline"), "Build marts"),
  load_file: () => drawMachine(readMachine("load_file")),
  pull_table: () => drawMachine(readMachine("pull_table")),
  maintain_tables: () => drawMachine(readMachine("maintain_tables")),
};

const BLOCK = /(<!-- drawing: ([^>]+) -->\n```mermaid\n)[\s\S]*?(\n```)/g;

/** `text` with every drawing renewed. */
export function redrawn(text: string): string {
  return text.replace(BLOCK, (_, before: string, name: string, after: string) => {
    const draw = DRAWINGS[name];
    if (!draw) throw new Error(`docs/architecture.md: no drawing is called ${name}, expected one of ${names()}.`);
    return before + draw() + after;
  });
}

/** The names of the drawings that `text` holds. */
export const drawingsIn = (text: string): string[] => [...text.matchAll(BLOCK)].map(([, , name]) => `${name}`);

const names = () => Object.keys(DRAWINGS).join(", ");

const readMachine = (name: string) => JSON.parse(readFileSync(join(ROOT, `statemachines/${name}.asl.json`), "utf8"));

function sourcesBelow(extension: string, ...folders: string[]): Source[] {
  return folders
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((path) => join(folder, path)),
    )
    .filter((path) => path.endsWith(extension))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), "utf8") }));
}
