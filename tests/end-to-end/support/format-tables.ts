import { gzipSync } from "node:zlib";
import { zipSync } from "fflate";
import { bzip2, zstd } from "../../core/validation/compress";

/** A value as JSON has it, with numbers as texts of all their digits; a list or an object where the format can. */
export interface Row {
  id: string;
  mark: string;
  text: string | null;
  amount: string | null;
  ratio: string | null;
  flag: string | null;
  day: string | null;
  at: string | null;
  size?: { width: string | null; tag: string | null } | null | undefined;
  tags?: string[] | null | undefined;
}

const decimal = { type: ["number", "null"], multipleOf: 1e-10, maximum: 9e27 };
const text = { type: ["string", "null"] };
const FLAT = {
  id: { type: "integer" },
  mark: { type: "string" },
  text,
  amount: decimal,
  ratio: { type: ["number", "null"] },
  flag: { type: ["boolean", "null"] },
  day: { type: ["string", "null"], format: "date" },
  at: { type: ["string", "null"], format: "date-time" },
};
const NESTED = {
  ...FLAT,
  size: { type: ["object", "null"], properties: { width: decimal, tag: text } },
  tags: { type: ["array", "null"], items: { type: "integer" } },
};

const table = (format: Record<string, unknown>, row: Record<string, unknown>) => ({
  row,
  required: ["id", "mark"],
  policy: { format, natural_key: ["id"], max_delete_percent: 100 },
});

/** One table a format, with a column of every type that the format can hold. By table id. */
export const FORMAT_TABLES = {
  "lab/all_csv": table({ type: "csv" }, FLAT),
  "lab/all_tsv": table({ type: "tsv" }, FLAT),
  "lab/all_json": table({ type: "json" }, NESTED),
  "lab/all_jsonl": table({ type: "jsonl" }, NESTED),
  "lab/all_xml": table({ type: "xml", row_tag: "row" }, NESTED),
  "lab/all_parquet": table({ type: "parquet" }, NESTED),
};

/** Three rows of which all values change with `mark`: digits, signs, letters and line ends at their limits; nulls alone. */
export function rowsOf(mark: string, number: number, nested: boolean): Row[] {
  const more = (size: Row["size"], tags: Row["tags"]) => (nested ? { size, tags } : {});
  const nothing = { text: null, amount: null, ratio: null, flag: null, day: null, at: null };
  return [
    {
      id: "1",
      mark,
      text: `"${mark}", a ; a | and a ' and a \\\tfür Größe 🚰 e\u0301\nsecond line\r\nthird`,
      amount: `123456789012345678901234567${number}.0123456789`,
      ratio: `${number}.5`,
      flag: "true",
      day: `2026-01-0${number + 1}`,
      at: `2026-01-02T03:04:0${number}.123456Z`,
      ...more({ width: `0.000000000${number + 1}`, tag: `<${mark}> & "co"` }, ["1", `${number}`]),
    },
    { id: "2", mark, ...nothing, ...more(null, null) },
    {
      id: "9223372036854775807",
      mark,
      text: `ÿ þ ½ 名前 ${mark}`,
      amount: `-999999999999999999999999999${number}.9999999999`,
      ratio: `-${number + 1}.25E-17`,
      flag: "false",
      day: "0050-12-31",
      at: `1969-12-31T23:59:59.00000${number}Z`,
      ...more({ width: null, tag: `ÿ ${mark}` }, ["-9223372036854775808"]),
    },
  ];
}

const quoted = (value: string) => (/["\t\r\n,;]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
const delimited = (delimiter: string) => (rows: Row[]) =>
  [Object.keys(rows[0] as Row), ...rows.map((row) => Object.values(row).map((value) => quoted(value ?? "")))]
    .map((cells) => `${cells.join(delimiter)}\r\n`)
    .join("");

/** Columns that JSON writes without quotes. */
const BARE = new Set(["id", "amount", "ratio", "flag", "width"]);
function json(value: unknown, name = ""): string {
  if (Array.isArray(value)) return `[${value.join(",")}]`;
  if (value !== null && typeof value === "object")
    return `{${Object.entries(value)
      .map(([field, child]) => `${JSON.stringify(field)}: ${json(child, field)}`)
      .join(", ")}}`;
  return value !== null && BARE.has(name) ? String(value) : JSON.stringify(value);
}

const escaped = (value: string) =>
  value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll("\r", "&#13;").replaceAll("\t", "&#9;");
function element(name: string, value: unknown): string {
  if (value === null) return "";
  if (Array.isArray(value)) return value.map((item) => element(name, item)).join("");
  if (typeof value !== "object") return `<${name}>${escaped(String(value))}</${name}>`;
  const fields = Object.entries(value as object).map(([field, child]) => element(field, child));
  return `<${name}>${fields.join("")}</${name}>`;
}

/** Rows as a text of each format. */
export const WRITERS: Record<string, (rows: Row[]) => string> = {
  csv: delimited(","),
  tsv: delimited("\t"),
  json: (rows) => `[${rows.map((row) => json(row)).join(",\n")}]`,
  jsonl: (rows) => rows.map((row) => `${json(row)}\n`).join(""),
  xml: (rows) => `<?xml version="1.0"?>\n<rows>${rows.map((row) => element("row", row)).join("\n")}</rows>`,
};

export const COMPRESSIONS: Record<
  string,
  { extension: string; pack(bytes: Buffer): Uint8Array | Promise<Uint8Array> }
> = {
  none: { extension: "", pack: (bytes) => bytes },
  gzip: { extension: ".gz", pack: (bytes) => gzipSync(bytes) },
  bzip2: { extension: ".bz2", pack: (bytes) => bzip2(bytes) },
  zstd: { extension: ".zst", pack: (bytes) => zstd(bytes) },
  zip: { extension: ".zip", pack: (bytes) => zipSync({ file: bytes }) },
};

/** What parquet is compressed with inside; `pandas` is snappy as pandas writes it. */
export const CODECS = ["none", "snappy", "gzip", "zstd", "lz4", "pandas"];

const shown = (value: unknown): string =>
  value === null ? "null" : Array.isArray(value) ? `[${value.join(", ")}]` : String(value);

/** The row as Athena answers it. */
export function answered(row: Row): (string | null)[] {
  const at = row.at && `${row.at.slice(0, -1).replace("T", " ")} UTC`;
  const flat = [row.id, row.mark, row.text, row.amount, row.ratio, row.flag, row.day, at];
  if (row.size === undefined) return flat;
  const size = row.size && `{width=${shown(row.size.width)}, tag=${shown(row.size.tag)}}`;
  return [...flat, size, row.tags ? shown(row.tags) : null];
}
