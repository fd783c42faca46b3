import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { createReadStream, createWriteStream, existsSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import Papa from "papaparse";
import { BENCH_DIR, TPCHGEN } from "../tools";
import { COLUMNS, type LineitemFormat, lineitem, NUMBERS } from "./lineitem";

/** lineitem.csv of this scale is 151 MB and 1.2 million rows. */
const SCALE = 0.2;
/** Rows of the JSON Lines and the XML file, which repeat the names in every row and so have about as many bytes. */
const NAMED_ROWS = 400_000;
/** Rows of the file for frictionless, which is some hundred times slower. */
const HEAD_ROWS = 50_000;

export interface DataFile {
  path: string;
  table: string;
  /** rows it holds, the header not counted */
  rows: number;
  /** bytes after decompression */
  bytes: number;
}

const HEADER = `${COLUMNS.join(",")}\n`;
const at = (name: string) => join(BENCH_DIR, name);

/** Makes the missing files, each under a temporary name until it is complete. */
export async function makeFiles(): Promise<Record<"csv" | "head" | "gzip" | "jsonl" | "xml", DataFile>> {
  const csv = await made("lineitem.csv", (path) => {
    execFileSync(TPCHGEN, ["csv", "-s", String(SCALE), "--tables", "lineitem", "-o", at("tpch"), "--overwrite"]);
    renameSync(at("tpch/lineitem.csv"), path);
  });
  const gzip = await made("lineitem.csv.gz", (path) =>
    pipeline(createReadStream(csv), createGzip(), createWriteStream(path)),
  );
  const head = await made("head.csv", (path) => writeRows(csv, path, HEAD_ROWS, csvRow, [HEADER]));
  const jsonl = await made("lineitem.jsonl", (path) => writeRows(csv, path, NAMED_ROWS, jsonRow, []));
  const xml = await made("lineitem.xml", (path) => writeRows(csv, path, NAMED_ROWS, xmlRow, ["<rows>\n", "</rows>\n"]));
  const rows = await countRows(csv);
  const file = (path: string, format: LineitemFormat, count: number, bytes = statSync(path).size): DataFile => ({
    path,
    table: tableFile(format),
    rows: count,
    bytes,
  });
  return {
    csv: file(csv, "csv", rows),
    head: file(head, "csv", HEAD_ROWS),
    gzip: file(gzip, "csv", rows, statSync(csv).size),
    jsonl: file(jsonl, "jsonl", NAMED_ROWS),
    xml: file(xml, "xml", NAMED_ROWS),
  };
}

/** Repeats the CSV file until it has `bytes`, each copy with order keys of its own, since a snapshot has no duplicates. */
export async function makeLarge({ path: csv, rows, bytes: size }: DataFile, bytes: number): Promise<DataFile> {
  const path = at("large.csv");
  const copies = Math.ceil(bytes / size);
  const out = createWriteStream(path);
  out.write(HEADER);
  for (let copy = 0; copy < copies; copy += 1) {
    const prefix = String(10 + copy); // the same number of digits in every copy, so that keys stay unique
    for await (const block of rowBlocks(csv)) {
      const lines = prefix + block.slice(0, -1).replaceAll("\n", `\n${prefix}`);
      if (!out.write(`${lines}\n`)) await once(out, "drain");
    }
  }
  out.end();
  await once(out, "close");
  return { path, table: tableFile("csv"), rows: rows * copies, bytes: statSync(path).size };
}

async function made(name: string, make: (path: string) => void | Promise<void>): Promise<string> {
  if (existsSync(at(name))) return at(name);
  console.error(`Making ${name} ...`);
  await make(at(`${name}.new`));
  renameSync(at(`${name}.new`), at(name));
  return at(name);
}

function tableFile(format: LineitemFormat): string {
  writeFileSync(at(`${format}.json`), JSON.stringify(lineitem(format)));
  return at(`${format}.json`);
}

const csvRow = (cells: string[]) => `${Papa.unparse([cells])}\n`;
const jsonRow = (cells: string[]) =>
  `{${cells.map((cell, index) => `"${COLUMNS[index]}":${NUMBERS.has(COLUMNS[index] ?? "") ? cell : JSON.stringify(cell)}`).join(",")}}\n`;
const xmlRow = (cells: string[]) =>
  `<row>${cells.map((cell, index) => `<${COLUMNS[index]}>${escapeXml(cell)}</${COLUMNS[index]}>`).join("")}</row>\n`;
const escapeXml = (text: string) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");

/** The first `count` rows of the CSV file, each written by `row`. */
async function writeRows(csv: string, path: string, count: number, row: (cells: string[]) => string, around: string[]) {
  const out = createWriteStream(path);
  const [before = "", after = ""] = around;
  out.write(before);
  let left = count;
  for await (const block of rowBlocks(csv)) {
    const rows = Papa.parse<string[]>(block, { skipEmptyLines: true, delimiter: "," }).data.slice(0, left);
    left -= rows.length;
    if (!out.write(rows.map(row).join(""))) await once(out, "drain");
    if (left === 0) break;
  }
  out.end(after);
  await once(out, "close");
}

/** The file without its header, in blocks of whole lines: no cell of lineitem has a line break. */
async function* rowBlocks(csv: string): AsyncGenerator<string> {
  let rest = "";
  let inHeader = true;
  for await (const chunk of createReadStream(csv, { encoding: "utf8", highWaterMark: 2 ** 20 })) {
    const text = rest + chunk;
    const [start, end] = [inHeader ? text.indexOf("\n") + 1 : 0, text.lastIndexOf("\n") + 1];
    rest = text.slice(end);
    inHeader = false;
    yield text.slice(start, end);
  }
}

async function countRows(csv: string): Promise<number> {
  let rows = 0;
  for await (const block of rowBlocks(csv)) rows += block.split("\n").length - 1;
  return rows;
}

export const removeFile = ({ path }: DataFile) => rmSync(path, { force: true });
