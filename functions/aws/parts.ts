import type { Definitions, Load, Parts } from "../core/documents";
import { MalformedKeyError, nameOf, ReservedKeyError, roleOf, UnknownTableError } from "../core/keys";
import { namesIn, type Scene } from "../core/parts";
import { type RawObject, toLoad } from "../core/run/plan";
import { loadsOfDate } from "./ledger";
import { readObjectVersion } from "./objects";
import { listNewest } from "./raw";

/** What is in raw and on record of the batch date of `load`. The record is read after the bucket, so that what is listed and checked is seen. */
export async function sceneOf(
  load: Load,
  { manifest }: Parts,
  definitions: Definitions,
): Promise<Pick<Scene, "present" | "items" | "listed" | "now">> {
  const objects = await listNewest(load.bucket, load.table, load.batch_date);
  const present = objects
    .filter(({ key, size }) => roleOf(key, size, definitions) !== null)
    .flatMap((object) => loadOf(object, definitions) ?? [])
    .filter(({ batch_date }) => batch_date === load.batch_date);
  const list = present.find(({ key }) => nameOf(key) === manifest);
  const listed = list ? namesIn(await textOf(list)) : null;
  return { present, items: await loadsOfDate(load), listed, now: Date.now() };
}

function loadOf(object: RawObject, definitions: Definitions): Load | null {
  try {
    return toLoad(object, definitions);
  } catch (error) {
    const isStray = [MalformedKeyError, ReservedKeyError, UnknownTableError].some((type) => error instanceof type);
    if (isStray) return null; // it had a run of its own, which failed
    throw error;
  }
}

async function textOf(load: Load): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of readObjectVersion(load)) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
