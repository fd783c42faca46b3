import { createReadStream } from "node:fs";
import { validate } from "../../../functions/core/validation";
import type { Pass } from ".";

/** The Lambda's work: bytes in, verdict out. */
export const pass: Pass = async (file, table) => {
  const verdict = await validate(createReadStream(file), table);
  if (!verdict.accepted) throw new Error(verdict.reason);
  return verdict.facts.rows ?? 0;
};
