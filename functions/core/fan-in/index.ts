export { auditWarnings } from "./audits";
export { arrivedDates, dueDates, revisionOf } from "./due";
export { BuildWaitError, MartNotDueError } from "./errors";
export { explainMart, type InputExplanation, type MartAccount, type MartExplanation } from "./explain";
export { type Candidate, candidates, levelsFrom, martsInQuestion, type Requested } from "./plan";
export { type FanInLedger, type MartPlan, mayFollow, planMarts } from "./plan-marts";
export { type BuildLedger, DATES_A_JOB_RUN, isOpen, LOOKS, type Turn, takeTurn } from "./take";
export type { Touched } from "./touched";
export { EMPTY_VIEW, type LedgerView, type LoadFact, type RequestFact } from "./view";
