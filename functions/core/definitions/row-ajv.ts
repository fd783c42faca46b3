import { Ajv2020 } from "ajv/dist/2020";
import { compileFormat, FORMAT_NAMES } from "../contract";

/**
 * ajv for row schemas, at build time only: it knows the meta-schema of draft 2020-12 and finds schemas that cannot be used.
 * Rows are checked by functions/core/contract.
 */
export function rowAjv(): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    ownProperties: true,
    strictTypes: false,
    strictTuples: false,
    allowMatchingProperties: true,
  });
  ajv.addVocabulary(["$anchor"]); // ajv follows anchors, but its strict mode does not know the keyword
  for (const name of FORMAT_NAMES) ajv.addFormat(name, compileFormat(name) ?? (() => false));
  return ajv;
}
