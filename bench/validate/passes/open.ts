import { createReadStream } from "node:fs";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";

/** The file's text in pieces, as every peer gets it: 64 KiB of bytes at a time, through gunzip when it is compressed. */
export function openText(file: string): Readable {
  const bytes = createReadStream(file);
  if (!file.endsWith(".gz")) return bytes.setEncoding("utf8");
  return pipeline(bytes, createGunzip(), (error) => {
    if (error) throw error;
  }).setEncoding("utf8");
}
