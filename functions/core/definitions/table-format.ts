import type { Format, FormatJson } from "../documents";
import { compileFormat } from "./format";
import type { TableReferences } from "./table-references";
import { checkWords } from "./table-words";

/** Signs that neither Spark nor the validator can cut a row by. */
const UNFIT = ["\\", "\n", "\r", "\0"];
/** JavaScript keeps properties of such names before all others, whatever their order. */
const NUMBERED = /^(?:0|[1-9]\d*)$/;

/** Compiles `format` of table.json, and refuses settings that no file can be read with. */
export function compileTableFormat(json: FormatJson, references: TableReferences): Format {
  const format = compileFormat(json);
  if (format.type === "xml" && /[\s:<>&"']/.test(format.row_tag)) {
    references.refuse(
      "/format/row_tag",
      `"format.row_tag" is "${format.row_tag}", expected the name of an element, without a prefix; correct it.`,
    );
  }
  if (format.type === "csv" || format.type === "xml") checkWords(format, references);
  if (format.type !== "csv") return format;
  for (const field of ["delimiter", "quote"] as const) {
    if (format[field].length === 1 && !UNFIT.includes(format[field])) continue;
    const expected = "one character that is no backslash, line end or NUL, of the first 65,536 of Unicode";
    references.refuse(
      `/format/${field}`,
      `"format.${field}" is ${JSON.stringify(format[field])}, expected ${expected}; choose another one.`,
    );
  }
  if (format.delimiter === format.quote) {
    references.refuse("/format", `"format.delimiter" and "format.quote" are the same, expected two; change one.`);
  }
  const numbered = references.columns.find(({ source_name }) => NUMBERED.test(source_name));
  if (!format.header && numbered) {
    references.refuse(
      "/format/header",
      `"format.header" is false, and row.schema.json names a property "${numbered.source_name}", expected names that are no whole numbers, as these do not keep their order; rename it.`,
    );
  }
  return format;
}
