import type { Batch, Load } from "../core/documents";
import { environment } from "./environment";
import { putJson, readJson } from "./objects";

/** The staging job looks for the document there (glue/etl/load/places.py). */
const keyOf = ({ table, load_id }: Load) => `_batches/${table.replace("/", "_")}/${load_id}.json`;
const bucket = () => environment("STAGING_BUCKET");

/** Writes which parts a batch has. Doing it again changes nothing but facts that the gate has learnt anew. */
export const writeBatch = (load: Load, { parts }: Pick<Batch, "parts">): Promise<void> =>
  putJson(bucket(), keyOf(load), { load_id: load.load_id, parts } satisfies Batch);

export const readBatch = (load: Load): Promise<Batch> => readJson<Batch>(bucket(), keyOf(load));
