import pc from "picocolors";
import { sayEstimate } from "../../core/cost";
import type { Change, Difference, PermissionChange, Rebuild } from "../../core/plan";
import { indent, plural } from "../load/report";

/** What a deployment of the checkout would change. */
export interface Plan {
  stage: string;
  changes: Change[];
  /** assets of the jobs that are others: etl.zip, ... */
  code: string[];
  permissions: PermissionChange[];
  rebuilds: Rebuild[];
  /** a sentence for each difference that breaks something */
  breaks: string[];
}

const MARKS = { added: pc.green("+"), gone: pc.red("-"), changed: pc.yellow("~") };

/** The plan as a person reads it. */
export function planText({ stage, changes, code, permissions, rebuilds, breaks }: Plan): string {
  if (changes.length + code.length + permissions.length === 0)
    return `Nothing changes on ${stage}: the tables, marts, jobs and permissions of this checkout are deployed.`;
  const sections = [
    section("Tables and marts", changes.map(changeText)),
    section(
      "Code of the jobs",
      code.map((name) => `${MARKS.changed} ${name}`),
    ),
    section("Permissions", permissions.map(permissionText)),
    section("To be made again, once it is deployed", rebuilds.map(rebuildText)),
    section(`${plural(breaks.length, "change")} that ${breaks.length === 1 ? "breaks" : "break"} something`, breaks),
  ];
  const how = breaks.length > 0 ? ["sluice deploy refuses this without --approve-breaking."] : [];
  return [...sections.flat(), ...how].join("\n\n");
}

const section = (title: string, lines: string[]) =>
  lines.length > 0 ? [`${pc.bold(title)}\n${lines.map(indent).join("\n")}`] : [];

function changeText({ type, id, verdict, differences }: Change): string {
  const heading = `${MARKS[verdict]} ${type} ${id}`;
  if (verdict !== "changed") return heading;
  return [heading, ...differences.map(differenceText).map(indent)].join("\n");
}

const MAX_VALUE = 80;
const shorten = (text: string) => (text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE - 1)}…` : text);

function differenceText({ what, was, becomes, breaks }: Difference): string {
  const mark = was === null ? MARKS.added : becomes === null ? MARKS.gone : MARKS.changed;
  const values = [was, becomes].filter((value) => value !== null).map(shorten);
  return `${mark} ${what}: ${values.join(" -> ")}${breaks === null ? "" : pc.red("  breaks")}`;
}

function permissionText({ name, verdict, gets, loses }: PermissionChange): string {
  const lines = [...gets.map((each) => `${MARKS.added} ${each}`), ...loses.map((each) => `${MARKS.gone} ${each}`)];
  return [`${MARKS[verdict]} ${name}`, ...lines.map(indent)].join("\n");
}

/** A wide table would break in a terminal: what it is, what it costs, and the command, a line each. */
function rebuildText({ type, id, why, rows, cost, command }: Rebuild): string {
  const count = rows === null ? "" : `${plural(rows, "row")}, `;
  return [`${type} ${id}: ${why}`, indent(`${count}${sayEstimate(cost)}`), indent(command)].join("\n");
}
