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
export { fanInLedger, ledgerView, martRequests, recordBuilt, recordMartFailure } from "./marts";
export { findRun, listRuns, readRun, recordOutcome, recordRun } from "./runs";
