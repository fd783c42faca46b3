import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { STATE_DIR } from "../../../functions/cli/paths";

/** What the local AWS leaves when it ends: local/models/report.py. */
export interface Conformity {
  calls: number;
  milliseconds_a_call: number;
  operations: Record<string, Record<string, number>>;
  unchecked: Record<string, number>;
  violations: { side: string; operation: string; problem: string; times: number }[];
  left_to_defaults: Record<string, string[]>;
}

const NAME = "conformity.json";
const KEPT = join(STATE_DIR, "test-results", NAME);

/** Takes the report out of a project that is about to go. */
export function keepConformity(root: string): void {
  rmSync(KEPT, { force: true });
  const report = join(root, ".sluice", NAME);
  mkdirSync(dirname(KEPT), { recursive: true });
  if (existsSync(report)) copyFileSync(report, KEPT);
}

/** Says what was checked. @throws where AWS would have refused a call, or would have answered otherwise */
export function requireConformity(say: (line: string) => void): void {
  const report = JSON.parse(readFileSync(KEPT, "utf8")) as Conformity;
  say(conformityLine(report));
  if (report.violations.length > 0) throw new Error(`AWS's models refuse:\n${report.violations.map(told).join("\n")}`);
}

export function conformityLine({ calls, milliseconds_a_call, operations, unchecked, violations }: Conformity): string {
  const number = Object.values(operations).reduce((all, each) => all + Object.keys(each).length, 0);
  const others = Object.values(unchecked).reduce((all, times) => all + times, 0);
  return `Checked against AWS's models: ${calls} calls of ${number} operations, ${violations.length} violations, ${others} calls not checked, ${milliseconds_a_call} ms a call; ${KEPT}`;
}

const told = ({ side, operation, problem, times }: Conformity["violations"][number]) =>
  `${operation}, ${side}, ${times} times: ${problem}`;
