import { parquetSchema } from "hyparquet/src/metadata.js";
import { fileType } from "../validation/parquet/file-types";
import { readFooter } from "../validation/parquet/footer";
import type { Leaf, Type } from "../validation/parquet/types";
import { Unreadable } from "../validation/problems";
import { DraftError } from "./errors";
import type { ObjectSchema } from "./infer";
import type { Schema } from "./values";

export const isParquet = (bytes: Uint8Array) => Buffer.from(bytes.subarray(0, 4)).toString("latin1") === "PAR1";

/** The row schema that a parquet file's footer gives, and the number of its rows. @throws DraftError */
export async function parquetRows(bytes: Uint8Array): Promise<{ schema: ObjectSchema; rowCount: number }> {
  const slice = async (start: number, end?: number) => new Uint8Array(bytes.subarray(start, end)).buffer;
  const meta = await readFooter({ byteLength: bytes.length, slice }).catch((error: unknown) => {
    if (!(error instanceof Unreadable)) throw error;
    throw new DraftError(`expected ${error.finding.expected}, found ${error.finding.found}; write the file again.`);
  });
  const fields = parquetSchema(meta).children.map((field) => {
    const { name, repetition_type } = field.element;
    const schema = schemaOf(name, fileType(field));
    return [name, repetition_type === "OPTIONAL" ? orNull(schema) : schema] as const;
  });
  const schema = { type: "object", required: fields.map(([name]) => name), properties: Object.fromEntries(fields) };
  return { schema, rowCount: Number(meta.num_rows) };
}

const orNull = (schema: Schema): Schema => ({ ...schema, type: [schema.type, "null"] });

/** Inside structs and lists nearly every writer allows null. */
function schemaOf(place: string, type: Type): Schema {
  if (type.kind === "leaf") return leafSchema(place, type);
  if (type.kind === "list") return { type: "array", items: orNull(schemaOf(`${place}[]`, type.element)) };
  const properties = [...type.fields].map(
    ([name, field]) => [name, orNull(schemaOf(`${place}.${name}`, field))] as const,
  );
  return { type: "object", properties: Object.fromEntries(properties) };
}

const SCALARS: Record<string, Schema> = {
  double: { type: "number" },
  string: { type: "string" },
  boolean: { type: "boolean" },
  date: { type: "string", format: "date" },
  timestamp: { type: "string", format: "date-time" },
};
/** Digits that every bigint, and every decimal by default, has room for. */
const DIGITS = { bigint: 19, decimal: 18 };

/** Bounds that say how many digits stand before the point, and that every such number keeps. */
const beyond = (whole: number): Schema => ({
  exclusiveMinimum: -Number(`1e${whole}`),
  exclusiveMaximum: Number(`1e${whole}`),
});

function leafSchema(place: string, { name, text, whole = 0, scale = 0 }: Leaf): Schema {
  if (name === "bigint" && whole <= DIGITS.bigint) return { type: "integer" };
  if (name === "bigint" || name === "decimal") {
    // A decimal column is as wide as its maximum asks for.
    const wide = whole + scale > DIGITS.decimal ? beyond(whole) : {};
    return { type: "number", multipleOf: Number(`1e-${scale}`), ...wide };
  }
  const scalar = SCALARS[name];
  if (!scalar)
    throw new DraftError(`"${place}" is ${text}, for which there is no column type; leave it out of the file.`);
  return scalar;
}
