import middy from "@middy/core";
import { writeBatch } from "../aws/batches";
import { loadDefinitions } from "../aws/definitions";
import { isRunning } from "../aws/executions";
import { claimLoad, findLoad, recordChecked, recordPart, recordWaiting } from "../aws/ledger";
import { sceneOf } from "../aws/parts";
import type { Approval, Load, ValidationFacts } from "../core/documents";
import { DeploymentError } from "../core/errors";
import { partsOf } from "../core/keys";
import { type Gathered, gather } from "../core/parts";
import { required } from "../core/run/required";

interface Input {
  load: Load;
  facts: ValidationFacts;
  role: string;
  run_id: string;
  execution_arn: string;
  force: boolean;
  restore: boolean;
  approve: Approval[];
  may_close: boolean;
}
const TEXTS = { role: "string", run_id: "string", execution_arn: "string" } as const;
const INPUT = {
  ...TEXTS,
  load: "object",
  facts: "object",
  force: "boolean",
  restore: "boolean",
  approve: "array",
  may_close: "boolean",
} as const;

/** Puts a part on record, and answers whether this execution loads the snapshot that it belongs to. */
export async function gatherPartsHandler(event: unknown): Promise<Gathered> {
  const { load, role, facts, force, restore, approve, may_close, ...owner } = required<Input>(event, INPUT);
  const definitions = await loadDefinitions();
  const table = definitions.tables[load.table];
  const parts = table ? partsOf(table) : null;
  if (!parts)
    throw new DeploymentError(`${load.table} has no snapshots in parts, yet ${load.key} is taken for a part.`);
  const arrival = {
    load,
    facts: role === "closer" ? null : facts,
    claimant: { execution_arn: owner.execution_arn, force, restore, approve },
    approved: approve.includes("replacement"),
    may_close,
  };
  return gather(arrival, parts, {
    find: findLoad,
    claim: (wanted, found) => claimLoad(wanted, owner, found),
    isRunning,
    checked: (part, learnt) => recordChecked(part, owner, learnt),
    waiting: (part, waitsFor) => recordWaiting(part, owner, waitsFor),
    loaded: (part, report) => recordPart(part, report),
    scene: (part) => sceneOf(part, parts, definitions),
    write: (batch, members) => writeBatch(batch, { parts: members }),
  });
}

export const handler = middy(gatherPartsHandler);
