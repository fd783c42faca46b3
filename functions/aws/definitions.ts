import type { Definitions } from "../core/documents";
import { environment } from "./environment";
import { readJson } from "./objects";

let loaded: Promise<Definitions> | undefined;

/**
 * The definitions of this deployment (`DEFINITIONS_URI`), read once per container. After a failure, the next call reads
 * again.
 */
export function loadDefinitions(): Promise<Definitions> {
  loaded ??= read().catch((error) => {
    loaded = undefined;
    throw error;
  });
  return loaded;
}

async function read(): Promise<Definitions> {
  const { host, pathname } = new URL(environment("DEFINITIONS_URI"));
  return readJson<Definitions>(host, decodeURIComponent(pathname.slice(1)));
}
