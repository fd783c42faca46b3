import type { Format, FormatJson, TextFormat } from "../documents";

/** Fills in what table.json leaves out. */
export const compileFormat = (json: FormatJson): Format =>
  json.type === "parquet" ? { type: json.type } : compileTextFormat(json as TextFormatJson);

export type TextFormatJson = FormatJson & { type: Exclude<FormatJson["type"], "parquet"> };

/** The same for a format of text; `tsv` is csv with a tab. */
export function compileTextFormat({ type, encoding = "utf-8", ...given }: TextFormatJson): TextFormat {
  if (type === "json" || type === "jsonl") return { type, encoding };
  const words = {
    null_values: given.null_values ?? [""],
    boolean_values: given.boolean_values ?? { true: ["true"], false: ["false"] },
    columns: given.columns ?? {},
  };
  if (type === "xml") return { type, row_tag: given.row_tag ?? "", encoding, ...words };
  return {
    type: "csv",
    delimiter: given.delimiter ?? (type === "tsv" ? "\t" : ","),
    quote: given.quote ?? '"',
    header: given.header ?? true,
    encoding,
    ...words,
  };
}
