export { firstNames } from "./first-names";
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
export { fanInLedger, ledgerView, martRequests, recordBuilt, recordMartFailure, recordRollback } from "./marts";
export { loadsOfDate, recordChecked, recordPart, recordRejectedPart, recordReleasedPart, recordWaiting } from "./parts";
export { findRun, listRuns, readRun, recordOutcome, recordRun } from "./runs";
