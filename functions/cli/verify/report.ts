import { PRICES } from "../../core/cost";
import { type Check, checksOf, failed } from "./checks";
import type { Evidence } from "./evidence";
import { type Cost, costOf, together } from "./measures";

export interface Verification {
  evidence: Evidence;
  checks: Check[];
  latency: { machine: string; state: string; times: number; median_seconds: number; longest_seconds: number }[];
  cost: Cost;
}

/** The verdict on what was seen, with the times and the cost. */
export function verificationOf(evidence: Evidence): Verification {
  const latency = together(evidence.states).map(({ machine, state, seconds }) => ({
    machine,
    state,
    times: seconds.length,
    median_seconds: seconds.toSorted((left, right) => left - right)[Math.floor((seconds.length - 1) / 2)] ?? 0,
    longest_seconds: Math.max(...seconds),
  }));
  return { evidence, checks: checksOf(evidence), latency, cost: costOf(evidence.job_runs, evidence.states) };
}

const MARKS = new Map([
  [true, "✔"],
  [false, "✖"],
]);
const SLOWEST = 8;

/** For the terminal: a line for each claim, then the slowest states and the cost. */
export function verificationText({ checks, latency, cost }: Verification): string {
  const claims = checks.map(({ claim, passed, found }) => `${markOf(passed)} ${claim}\n  ${cut(found)}`);
  const states = latency
    .slice(0, SLOWEST)
    .map(
      ({ machine, state, times, longest_seconds }) =>
        `  ${longest_seconds.toFixed(1)} s  ${machine}: ${state}, ${times} times`,
    );
  return [...claims, "", "The longest states", ...states, "", costLine(cost)].join("\n");
}

const markOf = (passed: boolean | null) => (passed === null ? "-" : MARKS.get(passed)) as string;
const LINE = 200;
const cut = (text: string) => (text.length > LINE ? `${text.slice(0, LINE)}…` : text);

const costLine = ({ job_runs, glue_seconds, dollars }: Cost) =>
  `${job_runs} job runs, ${Math.round(glue_seconds)} s of Glue, about $${dollars.toFixed(2)} with the states' transitions (prices of ${PRICES.place})`;

/** For a file. */
export function verificationMarkdown(verification: Verification): string {
  const { evidence, checks, latency, cost } = verification;
  const { stage, region, account, at } = evidence;
  const wrong = failed(checks).length;
  return [
    `# sluice verify: ${stage} in ${region} of the account ${account}, ${at}`,
    "",
    wrong === 0 ? "Every claim that was looked at holds." : `${wrong} of ${checks.length} claims do not hold.`,
    "",
    "| claim | holds | found |",
    "|---|---|---|",
    ...checks.map(({ claim, passed, found }) => `| ${claim} | ${WORDS[String(passed)]} | ${inCell(found)} |`),
    "",
    "## Time",
    "",
    "| machine | state | times | median s | longest s |",
    "|---|---|---|---|---|",
    ...latency.map(
      (each) =>
        `| ${each.machine} | ${each.state} | ${each.times} | ${each.median_seconds.toFixed(2)} | ${each.longest_seconds.toFixed(2)} |`,
    ),
    "",
    "## Cost",
    "",
    costLine(cost),
    "",
  ].join("\n");
}

const WORDS: Record<string, string> = { true: "yes", false: "**no**", null: "not looked at" };
const inCell = (text: string) => text.replaceAll("|", "\\|").replaceAll("\n", " ");
