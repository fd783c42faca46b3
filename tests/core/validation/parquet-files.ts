import type { FileMetaData, SchemaElement } from "hyparquet";
import { ByteWriter } from "hyparquet-writer";
import { writeMetadata } from "hyparquet-writer/src/metadata.js";
import type { RandomAccess } from "../../../functions/core/validation/read";

/** A file held in memory, as parquet is read: by place. */
export function random(bytes: Uint8Array): RandomAccess {
  const { buffer } = Uint8Array.from(bytes);
  return { byteLength: bytes.length, slice: async (start, end) => buffer.slice(start, end) };
}

/** A file around a footer, its length told as `length` where that is to be wrong. */
export function framed(
  footer: Uint8Array,
  { length = footer.length, start = "PAR1", end = "PAR1", data = 0 } = {},
): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(length);
  return Buffer.concat([Buffer.from(start), Buffer.alloc(data), footer, size, Buffer.from(end)]);
}

export type Field = Partial<SchemaElement> & { name: string };

/** The footer of a file with these fields, and with whatever else a test needs to be said in it. */
export function footer(fields: Field[], others: Partial<FileMetaData> = {}, roots = fields.length): Uint8Array {
  const writer = new ByteWriter();
  const schema = [
    { name: "root", num_children: roots },
    ...fields.map((field) => ({ repetition_type: "OPTIONAL", ...field })),
  ];
  const meta = { version: 2, schema, num_rows: 0n, row_groups: [], metadata_length: 0, ...others };
  writeMetadata(writer, meta as FileMetaData);
  // writeMetadata ends with the length of what it wrote.
  return writer.getBytes().subarray(0, -4);
}
