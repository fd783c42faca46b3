import middy from "@middy/core";
import { type Build, takeBuild } from "../aws/builds";
import type { Run } from "../core/ledger/items";
import { required } from "../core/run/required";

interface Input {
  run: Run;
  mart: string;
  asked: string[];
  looks: number;
}
const INPUT = { run: "object", mart: "string", asked: "array", looks: "number" } as const;

/** Takes what is to be built of a mart, if no other execution builds it, and tells which dates have been built meanwhile. */
export async function takeDatesHandler(event: unknown): Promise<Build> {
  const { run, mart, asked, looks } = required<Input>(event, INPUT);
  return takeBuild(mart, asked, run, looks);
}

export const handler = middy(takeDatesHandler);
