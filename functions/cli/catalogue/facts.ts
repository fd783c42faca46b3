import { loadsOf, martRequests } from "../../aws/ledger";
import { isBatch, type LoadItem, type MartRequest } from "../../core/ledger/items";

/** What the ledger knows of a table. */
export interface TableFacts {
  /** the newest batch date with a committed load; null before the first */
  batch_date: string | null;
  /** the load that was sent last among those that are LOADED */
  last: LoadItem | null;
  /** loads that nobody has made good since, newest first: held, rejected, failed, waiting */
  open: LoadItem[];
}

/** What the ledger knows of a mart. */
export interface MartFacts {
  /** the newest build; null before the first */
  built: MartRequest | null;
  /** the request of the newest batch date, whatever its status */
  newest: MartRequest | null;
}

export const tableFacts = async (table: string): Promise<TableFacts> => summarise(await loadsOf(table));

/** Of a batch its parts are the files. A file is open no more when it, or a later version of it, is loaded or withdrawn. */
export function summarise(loads: LoadItem[]): TableFacts {
  const sent = loads.toSorted((left, right) => (left.loaded_at < right.loaded_at ? 1 : -1));
  const isDone = ({ status }: LoadItem) => status === "LOADED" || status === "WITHDRAWN";
  const madeGood = (load: LoadItem) =>
    sent.some((each) => isDone(each) && each.key === load.key && each.loaded_at > load.loaded_at);
  const dates = loads.filter(({ committed }) => committed).map(({ batch_date }) => batch_date);
  return {
    batch_date: dates.sort().at(-1) ?? null,
    last: sent.find(({ status }) => status === "LOADED") ?? null,
    open: sent.filter((load) => !isBatch(load) && !isDone(load) && !madeGood(load)),
  };
}

export async function martFacts(mart: string): Promise<MartFacts> {
  const requests = await martRequests(mart);
  return { built: requests.findLast(({ status }) => status === "BUILT") ?? null, newest: requests.at(-1) ?? null };
}

/** `1 held, 2 rejected`; nothing where nothing is open. */
export function countOpen(open: LoadItem[]): string {
  const words = open.map(({ status }) => (status === "CLAIMED" ? "loading" : status.toLowerCase()));
  return [...new Set(words)].map((word) => `${words.filter((each) => each === word).length} ${word}`).join(", ");
}
