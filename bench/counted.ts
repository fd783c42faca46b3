import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { GetDatabasesCommand, GlueClient } from "@aws-sdk/client-glue";

/** The server writes its report about each second. */
const REPORT_MS = 1100;
const REPORT = ".sluice/conformity.json";

/** What the local AWS has counted since it is up, by service. */
export interface Counted {
  operations: Record<string, Record<string, number>>;
  bytes: Record<string, { sent: number; received: number }>;
}

/** The counts of the local AWS of the checkout at `root`, so far. */
export async function counted(root: string): Promise<Counted> {
  await sleep(REPORT_MS);
  await new GlueClient({}).send(new GetDatabasesCommand({})); // a call, so that it is written
  return JSON.parse(readFileSync(join(root, REPORT), "utf8"));
}

/** How often each operation of `service` was called between two counts. */
export function callsBetween(before: Counted, after: Counted, service: string): Record<string, number> {
  const [first, last] = [before.operations[service] ?? {}, after.operations[service] ?? {}];
  return Object.fromEntries(Object.entries(last).map(([name, calls]) => [name, calls - (first[name] ?? 0)]));
}

/** All calls among these that `which` names. */
export const sumOf = (calls: Record<string, number>, which: RegExp = /./): number =>
  Object.entries(calls).reduce((all, [name, count]) => (which.test(name) ? all + count : all), 0);
