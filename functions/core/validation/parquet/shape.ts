import type { FileMetaData, RowGroup, SchemaElement } from "hyparquet";

type Test = (value: unknown) => boolean;

const isText: Test = (value) => typeof value === "string";
const isCount: Test = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const isBig: Test = (value) => typeof value === "bigint";
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const orNothing =
  (test: Test): Test =>
  (value) =>
    value === undefined || test(value);
const listOf =
  (test: Test): Test =>
  (value) =>
    Array.isArray(value) && value.every(test);
const having =
  (members: Record<string, Test>): Test =>
  (value) =>
    isObject(value) && Object.entries(members).every(([name, test]) => test(value[name]));

const BIT_WIDTHS: unknown[] = [8, 16, 32, 64];
const LOGICAL: Record<string, Test> = {
  INTEGER: having({ bitWidth: (value) => BIT_WIDTHS.includes(value) }),
  DECIMAL: having({ precision: isCount, scale: isCount }),
};
const isLogical: Test = (value) => isObject(value) && isText(value.type) && (LOGICAL[`${value.type}`]?.(value) ?? true);

const isElement = having({
  name: isText,
  type: orNothing(isText),
  repetition_type: orNothing(isText),
  num_children: orNothing(isCount),
  converted_type: orNothing(isText),
  logical_type: orNothing(isLogical),
  precision: orNothing(isCount),
  scale: orNothing(isCount),
} satisfies Partial<Record<keyof SchemaElement, Test>>);

const isColumn = having({
  codec: isText,
  path_in_schema: listOf(isText),
  data_page_offset: isBig,
  dictionary_page_offset: orNothing(isBig),
  total_compressed_size: isBig,
});
const isGroup = having({
  num_rows: isBig,
  columns: listOf(having({ meta_data: orNothing(isColumn), file_path: orNothing(isText) })),
} satisfies Partial<Record<keyof RowGroup, Test>>);

/** Whether the values of a footer have the types of the format, which hyparquet does not check: damaged bytes become anything. */
export const isWellFormed: (meta: FileMetaData) => boolean = having({
  schema: listOf(isElement),
  row_groups: listOf(isGroup),
  num_rows: isBig,
});
