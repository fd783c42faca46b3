import VOCABULARY from "../../../../schemas/meta/vocabulary.schema.json";
import type { Codec, Compression } from "../../documents";

/** The facts of each compression. */
export const CODECS: Readonly<Record<Compression, Codec>> = VOCABULARY.$defs.compression.rows;
