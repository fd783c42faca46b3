import type { MartDefinition, MartDiff, MartReport } from "../core/documents";
import type { MartRequest } from "../core/ledger/items";
import { UsageError } from "./errors";
import { plural } from "./load/report";
import { renderTable } from "./tables";

const HEADS = [
  { name: "column" },
  { name: "rows", right: true },
  { name: "for example" },
  { name: "before" },
  { name: "after" },
];

/** A report may be older than its newest fields. */
type Reported = Pick<MartReport, "rows"> & Partial<MartReport>;

/**
 * The latest build of a mart that has a report, or that of a batch date: what its tests hold back, else what is published.
 * @throws UsageError where there is none
 */
export function latestBuild(mart: string, requests: MartRequest[], date: string | undefined) {
  const builds = requests.filter(({ report, held }) => report ?? held);
  const build = date === undefined ? builds.at(-1) : builds.find(({ batch_date }) => batch_date === date);
  if (build) return build;
  const dates = builds.map(({ batch_date }) => batch_date).join(", ");
  if (dates === "")
    throw new UsageError(`There is no build of ${mart} on record: sluice why ${mart} says what it waits for.`);
  throw new UsageError(
    `There is no build of ${mart} of ${date} on record, expected one of ${dates}: choose another --date.`,
  );
}

/** What a build changed, or would change if its tests did not hold it back. */
export function describeDiff(mart: MartDefinition, build: MartRequest): string {
  const { batch_date, held, error, error_message } = build;
  const report: Reported | undefined = held ?? build.report;
  if (!report) return "";
  const served = report.published_batch_date ? `${report.published_batch_date} is served` : "nothing is served";
  const holds = held
    ? [`${mart.id} of ${batch_date} is held back by its tests, and ${served}: ${error}: ${error_message}`]
    : [];
  return [...holds, ...changes(mart, batch_date, report)].join("\n\n");
}

function changes({ id, diff: isCompared }: MartDefinition, date: string, report: Reported): string[] {
  const { rows, before, diff } = report;
  const what = `${id} of ${date}`;
  if (before === undefined)
    return [`${what} was built before reports had a diff: ${plural(rows, "row")}. Build it again to see one.`];
  if (before === null) return [`${what} takes the place of no other state: ${plural(rows, "row")}.`];
  const counts = `${plural(before.rows, "row")} before, ${rows.toLocaleString("en")} now`;
  const against = `${what} against ${before.batch_date === date ? "its state before" : before.batch_date}`;
  if (!diff) {
    const reason = isCompared
      ? "the natural key does not tell the rows of both apart"
      : 'mart.json says "diff": false, so that nothing is compared';
    return [`${against}: ${counts}; ${reason}.`];
  }
  return [`${against}: ${summary(diff, rows)}; ${counts}.`, ...details(diff)];
}

const summary = ({ added, gone, changed }: MartDiff, rows: number) =>
  `${plural(added, "row")} added, ${thousands(gone)} gone, ${thousands(changed)} changed, ${thousands(rows - added - changed)} as before`;

const thousands = (count: number) => count.toLocaleString("en");

function details({ added, gone, added_keys, gone_keys, columns, new_columns }: MartDiff): string[] {
  const rows = columns.map(({ column, rows: count, example: { key, before, after } }) => [
    column,
    thousands(count),
    key,
    before ?? "null",
    after ?? "null",
  ]);
  const lines = [
    ...(added > 0 ? [`Added        ${between(added_keys, added)}`] : []),
    ...(gone > 0 ? [`Gone         ${between(gone_keys, gone)}`] : []),
    ...(new_columns.length > 0 ? [`New columns  ${new_columns.join(", ")}`] : []),
  ];
  return [...(rows.length > 0 ? [renderTable(HEADS, rows)] : []), ...(lines.length > 0 ? [lines.join("\n")] : [])];
}

/** The first and the last of so many keys. */
const between = (keys: string[], count: number) => keys.join(count > 2 ? " to " : " and ");
