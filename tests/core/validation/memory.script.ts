/** Run by memory.test.ts in its own process: validates a generated snapshot of 200 MB and prints what it took. */

import { Readable } from "node:stream";
import { createGzip } from "node:zlib";
import { peakMegabytes } from "../../../bench/memory";
import type { Format, TableDefinition } from "../../../functions/core/documents";
import { validate } from "../../../functions/core/validation";
import { CSV, JSONL } from "./helpers";

const [format = "csv", packed = "none"] = process.argv.slice(2);
const MEGABYTES = 200;
const schema = {
  type: "object",
  properties: {
    id: { type: "string" },
    quantity: { type: "integer" },
    price: { type: "number", multipleOf: 0.01 },
    text: { type: "string" },
  },
  required: ["id", "quantity", "price", "text"],
};
const FORMATS: Record<string, Format> = { csv: CSV, jsonl: JSONL };
const table = {
  id: "shop/orders",
  format: FORMATS[format],
  feed: "snapshot",
  natural_key: ["id"],
  zero_padded: [],
  new_columns: "reject",
  columns: Object.keys(schema.properties).map((name) => ({
    name,
    source_name: name,
    type: name === "quantity" ? "bigint" : name === "price" ? "decimal(18,2)" : "string",
  })),
  row_schema: schema,
} as unknown as TableDefinition;

function row(at: number): string {
  const cells = [`order-number-${at}-of-many`, at % 1000, `${at % 10_000}.07`, "x".repeat(60 + (at % 50))];
  return format === "csv"
    ? `${cells.join(",")}\n`
    : `{"id":"${cells[0]}","quantity":${cells[1]},"price":${cells[2]},"text":"${cells[3]}"}\n`;
}

function* file() {
  if (format === "csv") yield Buffer.from("id,quantity,price,text\n");
  for (let bytes = 0, at = 0; bytes < MEGABYTES * 1e6; ) {
    let chunk = "";
    for (; chunk.length < 65_536; at += 1) chunk += row(at);
    bytes += chunk.length;
    yield Buffer.from(chunk);
  }
}

async function main() {
  const source = Readable.from(file());
  const chunks = packed === "gzip" ? source.pipe(createGzip({ level: 1 })) : source;
  const verdict = await validate(chunks, table);
  if (!verdict.accepted) throw new Error(verdict.reason);
  const rss = peakMegabytes();
  console.log(JSON.stringify({ rows: verdict.facts.rows, megabytes: verdict.facts.bytes / 1e6, rss }));
}

void main();
