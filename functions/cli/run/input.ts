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

interface Options {
  mart?: string[];
  from?: string;
  to?: string;
}

/** The input as typed, or the one that the options mean; undefined where there is neither. @throws UsageError */
export function inputOf(typed: string | undefined, { mart, from, to }: Options): string | undefined {
  if (mart === undefined && from === undefined && to === undefined) return typed;
  if (typed !== undefined)
    throw new UsageError("An input and --mart, --from, --to were given, expected one of both; nothing was started.");
  if (mart === undefined)
    throw new UsageError(
      `--from and --to say which states of a mart to build, and --mart is missing; nothing was started. To load files again: sluice run '{"tables": ["..."], "from": "...", "to": "..."}'`,
    );
  return JSON.stringify({ marts: mart, from, to });
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
