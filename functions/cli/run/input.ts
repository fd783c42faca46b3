import { text } from "node:stream/consumers";
import type { Definitions } from "../../core/documents";
import { parseTrigger } from "../../core/run/input";
import { UsageError } from "../errors";

/**
 * The input of a run as it was typed: JSON, or `-` for the standard input. The pipeline itself would refuse a wrong one,
 * but only after it has started.
 * @throws UsageError for what is no JSON; InvalidInputError
 */
export async function readInput(
  typed: string,
  definitions: Definitions,
  stdin: NodeJS.ReadableStream = process.stdin,
): Promise<unknown> {
  const given = typed === "-" ? await text(stdin) : typed;
  const input = parse(given);
  parseTrigger(input, definitions);
  return input;
}

function parse(given: string): unknown {
  try {
    return JSON.parse(given);
  } catch (error) {
    throw new UsageError(
      `The input is no JSON (${(error as Error).message}); nothing was started. Write it in single quotes, such as sluice run '{"key": "shop/orders/orders.jsonl"}'.`,
    );
  }
}
