export { firstNames } from "./first-names";
export { come, leave, lineLedger, recordTurn } from "./line";
export {
  claimLoad,
  findLoad,
  isShapeKnown,
  loadsOf,
  type Owner,
  recordLoaded,
  recordLoadFailure,
  recordShape,
  recordWithdrawn,
  releaseLoad,
  tableState,
} from "./loads";
export { buildLedger, fanInLedger, ledgerView, martRequests, recordBuilds, recordRollback, requestsOf } from "./marts";
export { loadsOfDate, recordChecked, recordPart, recordRejectedPart, recordReleasedPart, recordWaiting } from "./parts";
export { findRun, listRuns, readRun, recordOutcome, recordRun } from "./runs";
