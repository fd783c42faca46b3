import type { Format, FormatJson } from "../documents";

/** Fills in what table.json leaves out; `tsv` is csv with a tab. */
export function compileFormat({ type, encoding = "utf-8", ...given }: FormatJson): Format {
  if (type === "parquet") return { type };
  if (type === "json" || type === "jsonl") return { type, encoding };
  if (type === "xml") return { type, row_tag: given.row_tag ?? "", encoding };
  return {
    type: "csv",
    delimiter: given.delimiter ?? (type === "tsv" ? "\t" : ","),
    quote: given.quote ?? '"',
    header: given.header ?? true,
    encoding,
    null_value: given.null_value ?? "",
  };
}
