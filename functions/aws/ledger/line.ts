import { placeKey, tableStateKey } from "../../core/ledger/items";
import type { Coming, LineLedger, Place } from "../../core/ledger/line";
import type { LoadOutcome } from "../../core/run/turns";
import { deleteIf, getItem, queryItems, update, updateIf, updateThoseThatHold } from "./client";

/** How long the ledger keeps a place that nobody has left, in days. */
const KEEP_DAYS = 30;

const THEIRS = "#execution_arn = :theirs";
const theirs = ({ execution_arn }: Pick<Place, "execution_arn">) => ({ ":theirs": execution_arn });

const stands = (item: Place | Coming): item is Place => item.status !== "COMING";

async function findPlace(table: string, load_id: string): Promise<Place | null> {
  const found = await getItem<Place | Coming>(placeKey({ table, load_id }));
  return found && stands(found) ? found : null;
}

/** The token is written before the place is read, so that whoever decides it later finds that token. */
async function stand(place: Place): Promise<Place> {
  const { load_id, table, token } = place;
  const mine = { condition: `${THEIRS} AND #status <> :coming`, values: { ...theirs(place), ":coming": "COMING" } };
  if (!(await updateIf(placeKey(place), { token }, mine))) await updateIf(placeKey(place), whole(place));
  return (await findPlace(table, load_id)) ?? place;
}

/** Says that a load is on its way to the line, unless its execution has a place there already. */
export const come = (coming: Pick<Coming, "table" | "load_id" | "execution_arn">): Promise<boolean> =>
  updateIf(placeKey(coming), whole({ ...coming, status: "COMING" }), {
    condition: "attribute_not_exists(pk) OR #execution_arn <> :theirs",
    values: theirs(coming),
  });

/** All fields of an item, in place of those of another execution. */
function whole(item: Place | Coming): Record<string, unknown> {
  const expires_at = Math.floor(Date.now() / 1000) + KEEP_DAYS * 86_400;
  return { loaded_by: undefined, error: undefined, error_message: undefined, ...item, expires_at };
}

const items = (table: string) =>
  queryItems<Place | Coming>({ pk: placeKey({ table, load_id: "" }).pk, from: "0", to: "~" });
const line = async (table: string) => (await items(table)).filter(stands);
const coming = async (table: string) => (await items(table)).filter((item) => !stands(item)) as Coming[];

const loader = async (table: string) => (await getItem<{ loader?: string }>(tableStateKey(table)))?.loader ?? null;

const becomeLoader = (table: string, executionArn: string, instead: string | null) =>
  updateIf(
    tableStateKey(table),
    { loader: executionArn },
    {
      condition: "attribute_not_exists(#loader) OR #loader IN (:loader, :instead)",
      values: { ":instead": instead ?? executionArn },
    },
  );

const MY_TABLE = "#loader = :me";

const release = (table: string, executionArn: string) =>
  updateIf(tableStateKey(table), { loader: undefined }, { condition: MY_TABLE, values: { ":me": executionArn } });

const take = (place: Place, executionArn: string) =>
  updateIf(
    placeKey(place),
    { status: "LOADING", loaded_by: executionArn },
    { condition: `${THEIRS} AND #status IN (:status, :waiting)`, values: { ...theirs(place), ":waiting": "WAITING" } },
  );

/** Removes the place of a load whose outcome is on record, unless another execution has it by now. */
export const leave = async (place: Pick<Place, "table" | "load_id" | "execution_arn">): Promise<void> => {
  await deleteIf(placeKey(place), { condition: THEIRS, values: theirs(place) });
};

export const lineLedger: Omit<LineLedger, "isRunning" | "wake"> = {
  stand,
  findPlace,
  line,
  coming,
  loader,
  becomeLoader,
  release,
  take,
  leave,
};

const MY_LOAD = "#loaded_by = :me AND #status = :loading";

/**
 * Writes what became of the loads that this execution has taken, and lets go of the table, in one transaction. A load that
 * another execution has brought again since is left out. A second call for the same execution changes nothing.
 */
export async function recordTurn(table: string, executionArn: string, outcomes: LoadOutcome[]): Promise<void> {
  const values = { ":me": executionArn };
  const mine = { condition: MY_LOAD, values: { ...values, ":loading": "LOADING" } };
  const updates = outcomes.map(({ load_id, ...fields }) =>
    update(
      placeKey({ table, load_id }),
      { ...fields, ...(fields.status === "WAITING" ? { loaded_by: undefined } : {}) },
      mine,
    ),
  );
  await updateThoseThatHold(updates, () =>
    update(tableStateKey(table), { loader: undefined }, { condition: MY_TABLE, values }),
  );
}
