import middy from "@middy/core";
import { firstNames } from "../aws/ledger";
import type { Approval, Load } from "../core/documents";
import { requireFirstName } from "../core/ledger/first-name";
import { required } from "../core/run/required";

interface Input {
  load: Load;
  approve: Approval[];
}
const INPUT = { load: "object", approve: "array" } as const;

/**
 * Makes the file's name the one that speaks for its batch date, once the gate has accepted the file.
 * @throws SnapshotPartError if another name does, and is not decided upon
 */
export async function claimDateHandler(event: unknown): Promise<void> {
  const { load, approve } = required<Input>(event, INPUT);
  await requireFirstName(load, approve.includes("replacement"), firstNames);
}

export const handler = middy(claimDateHandler);
