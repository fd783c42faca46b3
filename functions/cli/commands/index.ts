import type { Command } from "commander";
import { registerCheck } from "./check";
import { registerDeploy } from "./deploy";
import { registerDiff } from "./diff";
import { registerDown } from "./down";
import { registerExport } from "./export";
import { registerGaps } from "./gaps";
import { registerLoad } from "./load";
import { registerMaintain } from "./maintain";
import { registerNewTable } from "./new-table";
import { registerPlan } from "./plan";
import { registerPull } from "./pull";
import { registerQuery } from "./query";
import { registerRemove } from "./remove";
import { registerRollback } from "./rollback";
import { registerRun } from "./run";
import { registerRuns } from "./runs";
import { registerStart } from "./start";
import { registerTables } from "./tables";
import { registerTest } from "./test";
import { registerTestMart } from "./test-mart";
import { registerUp } from "./up";
import { registerValidate } from "./validate";
import { registerVerify } from "./verify";
import { registerWhy } from "./why";
import { registerWithdraw } from "./withdraw";

/** In the order of `sluice --help`. A command imports what it needs when it runs, so that help is quick. */
export const COMMANDS: ((program: Command) => void)[] = [
  registerStart,
  registerUp,
  registerPlan,
  registerDeploy,
  registerLoad,
  registerPull,
  registerQuery,
  registerRun,
  registerWithdraw,
  registerRollback,
  registerMaintain,
  registerRuns,
  registerTables,
  registerWhy,
  registerDiff,
  registerGaps,
  registerNewTable,
  registerExport,
  registerValidate,
  registerCheck,
  registerTestMart,
  registerVerify,
  registerRemove,
  registerDown,
  registerTest,
];
