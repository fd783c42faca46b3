import pc from "picocolors";
import type { RunItem } from "../core/ledger/items";
import type { LoadResult, MartResult } from "../core/run/outcome";
import { renderTable } from "./tables";

const COLOURS: Record<RunItem["status"], (text: string) => string> = {
  SUCCEEDED: pc.green,
  FAILED: pc.red,
  RUNNING: pc.yellow,
};
const HEADS = ["run", "started", "status", "s", "what", "loads", "marts built", "why"].map((name) => ({
  name,
  right: name === "s",
}));
const MAX_REASON = 100;
const SHORTEST_ID = 8;

/** The ledger's runs, newest first, a line each. */
export function runsTable(runs: RunItem[]): string {
  if (runs.length === 0) return "No run is on record: sluice load --samples makes some.";
  const ids = runs.map(({ run_id }) => run_id);
  return renderTable(
    HEADS,
    runs.map((run) => [shortId(run.run_id, ids), ...row(run)]),
  );
}

function row(run: RunItem): string[] {
  const marts = (run.marts as MartResult[]).filter(({ status }) => status === "BUILT");
  return [
    run.started_at.slice(0, 19).replace("T", " "),
    (COLOURS[run.status] ?? String)(run.status),
    run.finished_at ? ((Date.parse(run.finished_at) - Date.parse(run.started_at)) / 1000).toFixed(1) : "",
    run.key ?? whatOf(run.trigger),
    loadsOf(run),
    [...new Set(marts.map(({ mart }) => mart))].map((mart) => withWarnings(mart, marts)).join(", "),
    reasonOf(run),
  ];
}

/** `fact_sales (2 warnings)` */
function withWarnings(mart: string, marts: MartResult[]): string {
  const count = marts.filter((each) => each.mart === mart).flatMap(({ warnings = [] }) => warnings).length;
  return count > 0 ? `${mart} (${count} warning${count === 1 ? "" : "s"})` : mart;
}

/** A run that failed before it was planned has no trigger on record; its reason names the key. */
const whatOf = (trigger: unknown) => (trigger === undefined ? "" : `by hand: ${JSON.stringify(trigger)}`);

/** `2 loaded, 1 already loaded`; while a run goes on its loads are only planned. */
function loadsOf({ loads, ignored }: RunItem): string {
  if (ignored && loads.length === 0) return "ignored";
  const names = (loads as (LoadResult | string)[]).map((load) =>
    typeof load === "string" ? "planned" : load.error ? "failed" : (LOADED_AS[load.status ?? "LOADED"] ?? "loaded"),
  );
  const counts = [...new Set(names)].map((name) => `${names.filter((each) => each === name).length} ${name}`);
  const aside = setAside(loads as LoadResult[]).reduce((sum, { rows_quarantined = 0 }) => sum + rows_quarantined, 0);
  const held = (loads as LoadResult[]).some(({ deletes_suspended }) => deletes_suspended);
  const notes = [
    ...(aside > 0 ? [`${aside.toLocaleString("en")} rows set aside`] : []),
    ...(held ? ["deletes suspended"] : []),
  ];
  return [...counts, ...notes].join(", ");
}

const LOADED_AS: Partial<Record<string, string>> = {
  DUPLICATE: "already loaded",
  WAITING: "waiting",
  WITHDRAWN: "withdrawn",
};

const setAside = (loads: LoadResult[]) => loads.filter(({ rows_quarantined = 0 }) => rows_quarantined > 0);

function reasonOf({ error, error_message, ignored, loads }: RunItem): string {
  const [aside, another] = setAside(loads as LoadResult[]);
  const where = aside ? `see ${aside.key}.invalid_rows/${another ? " and others" : ""} in quarantine` : "";
  const text = error ? `${error}: ${(error_message ?? "").split("\n")[0]}` : (ignored ?? where);
  return text.length > MAX_REASON ? `${text.slice(0, MAX_REASON - 1)}…` : text;
}

/** The first characters of an id, as many as tell it from the others. */
export function shortId(id: string, others: readonly string[]): string {
  for (let length = SHORTEST_ID; length < id.length; length += 1) {
    const start = id.slice(0, length);
    if (!others.some((other) => other !== id && other.startsWith(start))) return start;
  }
  return id;
}
