import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { loadDefinitions } from "../../../functions/cli/read-definitions";
import type { Definitions } from "../../../functions/core/documents";

export const TABLES = ["f/a", "f/b", "f/c", "f/d", "f/e", "f/g", "f/h", "f/i"];

/** Three levels; `:daily` inputs must have arrived for the date, `:any` ones at all. */
const MARTS: Record<string, string[]> = {
  plain: ["f_a:daily"],
  pair: ["f_b:daily", "f_c:daily"],
  looked_up: ["f_d:daily", "f_e:any"],
  joined: ["plain:daily", "f_g:daily"],
  summed: ["pair:daily", "looked_up:any", "f_h:any"],
  top: ["joined:daily", "summed:any", "f_i:any"],
};

/** The definitions of 8 tables, each second one a snapshot, and 6 marts. */
export function project(): Definitions {
  const root = mkdtempSync(join(tmpdir(), "sluice-schedules-"));
  const write = (path: string, document: unknown) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), typeof document === "string" ? document : JSON.stringify(document));
  };
  for (const [at, id] of TABLES.entries()) {
    const feed = at % 2 === 0 ? { feed: "snapshot" } : { feed: "changes", sequence_by: "file_order" };
    const policy = { format: { type: "csv" }, ...feed, natural_key: ["id"], crawl: "never" };
    write(`schemas/${id}/table.json`, { description: id, grain: "one row per id", ...policy });
    const properties = { id: { type: "integer" } };
    write(`schemas/${id}/row.schema.json`, { type: "object", required: ["id"], properties });
  }
  for (const [id, texts] of Object.entries(MARTS)) {
    const inputs = texts.map((text) => {
      const [name, cadence] = text.split(":") as [string, string];
      return { name: name.startsWith("f_") ? `staging.${name}_current` : `mart.${name}`, cadence };
    });
    const mart = { kind: "as_of", description: id, grain: "one row per id", natural_key: ["id"], inputs };
    write(`glue/marts/${id}/mart.json`, mart);
    const [first, ...others] = inputs.map(({ name }) => name);
    const joins = others.map((name, at) => `left join ${name} as t${at} on t${at}.id = t.id`);
    write(`glue/marts/${id}/mart.sql`, `select t.id from ${first} as t ${joins.join(" ")}`);
  }
  try {
    return loadDefinitions(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}
