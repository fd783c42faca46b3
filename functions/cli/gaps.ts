import { ledgerView } from "../aws/ledger";
import { listVersions } from "../aws/raw";
import type { Definitions, MartDefinition } from "../core/documents";
import { type Gap, type Gaps, gapsOf, type RawFile } from "../core/fan-in";
import { roleOf } from "../core/keys";
import { type RawObject, toLoad } from "../core/run/plan";
import type { Stage } from "./environment";
import { indent, plural } from "./load/report";
import { renderTable } from "./tables";

/** The gaps of a mart, by the ledger and by the files in raw. */
export async function findGaps(id: string, definitions: Definitions, stage: Stage): Promise<Gaps> {
  const mart = definitions.marts[id] as MartDefinition;
  const tables = [...new Set(mart.inputs.flatMap(({ table }) => table ?? []))];
  const bucket = stage.names.buckets.raw;
  const files = tables.map(async (table): Promise<[string, RawFile[]]> => {
    const objects = await listVersions(bucket, `${table}/`);
    return [table, objects.flatMap((object) => fileOf(object, definitions))];
  });
  const [view, raw] = await Promise.all([ledgerView([mart]), Promise.all(files)]);
  return gapsOf(mart, definitions, view, Object.fromEntries(raw));
}

/** None for an object that is no file of a table. */
function fileOf(object: RawObject, definitions: Definitions): RawFile[] {
  if (roleOf(object.key, object.size, definitions) === null) return [];
  try {
    const { key, batch_date } = toLoad(object, definitions);
    return [{ key, batch_date }];
  } catch {
    return []; // its key is of no table, which its own run has told
  }
}

/** What a person reads: how many there are, a line for each with the reasons, what came of the files, and what builds the rest. */
export function gapsText({ mart, from, to, states, gaps }: Gaps): string {
  if (from === null)
    return `${mart} has no state: no file of its inputs has come. sluice why ${mart} says what it waits for.`;
  const days = gaps.reduce((sum, gap) => sum + gap.days, 0);
  const about = `${mart} has ${plural(states, "state")} from ${from} to ${to}, and ${days === 0 ? "no date" : plural(days, "date")} without one.`;
  if (gaps.length === 0) return about;
  const heads = [{ name: "batch dates" }, { name: "days", right: true }, { name: "why" }];
  const rows = gaps.map((gap) => [datesOf(gap), String(gap.days), gap.reasons.join("; ")]);
  const notes = gaps.flatMap((gap) => gap.notes);
  return [
    about,
    renderTable(heads, rows),
    ...section("What came of the files and builds", notes),
    ...backFill(mart, gaps),
  ].join("\n\n");
}

const datesOf = ({ from, to }: Gap) => (from === to ? from : `${from} to ${to}`);
const section = (title: string, lines: string[]) => (lines.length ? [`${title}\n${lines.map(indent).join("\n")}`] : []);

/** The command for the dates whose inputs are all there. */
function backFill(mart: string, gaps: Gap[]): string[] {
  const open = gaps.filter(({ reasons }) => reasons.includes("not built"));
  const [first, last] = [open[0], open.at(-1)];
  return first && last
    ? [`Build what has its inputs: sluice run --mart ${mart} --from ${first.from} --to ${last.to}`]
    : [];
}
