import type { Load } from "../../core/documents";
import type { FirstNames } from "../../core/ledger/first-name";
import { firstNameKey } from "../../core/ledger/items";
import { getItem, updateIf } from "./client";
import { loadsOfDate } from "./parts";

interface FirstName {
  key: string;
}

async function take(load: Load, instead: string | null): Promise<string> {
  const at = firstNameKey(load);
  const condition = "attribute_not_exists(pk) OR #key IN (:mine, :instead)";
  const values = { ":mine": load.key, ":instead": instead ?? load.key };
  if (await updateIf(at, { key: load.key }, { condition, values })) return load.key;
  return (await getItem<FirstName>(at))?.key ?? load.key;
}

export const firstNames: FirstNames = { take, loadsOfDate };
