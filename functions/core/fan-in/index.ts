export { auditWarnings } from "./audits";
export { arrivedDates, dueDates, revisionOf } from "./due";
export { MartNotDueError } from "./errors";
export { explainMart, type InputExplanation, type MartAccount, type MartExplanation } from "./explain";
export { type Candidate, candidates, levelsFrom, martsInQuestion, type Requested } from "./plan";
export { type FanInLedger, type MartPlan, planMarts } from "./plan-marts";
export type { Touched } from "./touched";
export { EMPTY_VIEW, type LedgerView, type LoadFact, type RequestFact } from "./view";
