import { listRuns } from "../../aws/ledger";
import type { RunItem } from "../../core/ledger/items";
import { UsageError } from "../errors";
import { shortId } from "../runs-table";

/** How far back a run is looked for. */
const AMONG = 5000;

/**
 * The run that `text` means: its id or the beginning of it, or a file, whose latest run it is.
 * @throws UsageError when there is none, or more than one
 */
export async function findRunBy(text: string): Promise<RunItem> {
  const runs = await listRuns(AMONG);
  const exact = runs.find(({ run_id, key }) => run_id === text || key === text);
  if (exact) return exact;
  const found = runs.filter(({ run_id }) => run_id.startsWith(text));
  const [run, another] = found;
  if (run && !another) return run;
  const ids = found
    .map(({ run_id }) =>
      shortId(
        run_id,
        runs.map((each) => each.run_id),
      ),
    )
    .join(", ");
  throw new UsageError(
    run
      ? `${found.length} runs begin with ${text}: give one of ${ids}.`
      : `There is no run ${text} on record, expected the beginning of a run's id or the key of a file: sluice runs lists them.`,
  );
}
