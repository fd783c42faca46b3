import { compileDatePattern, DatePatternError } from "./date-patterns";
import { escapePointer, type JsonDocument, parseDocument, type SourceFile } from "./document";
import type { DefinitionProblem } from "./errors";
import { compileFormat, type FormatJson } from "./format";
import { checkDocument } from "./meta";
import { compileRowSchema } from "./row-schema";
import { didYouMean } from "./suggest";
import { checkSupport } from "./support";
import type {
  Absence,
  Column,
  Crawl,
  DatePattern,
  Feed,
  InvalidRows,
  NewColumns,
  RowSchema,
  TableDefinition,
} from "./types";

/** table.json after its meta schema has accepted it. */
interface TableJson {
  description: string;
  grain: string;
  format: FormatJson;
  feed: Feed;
  natural_key: string[];
  sequence_by?: string;
  operation?: { column: string; insert?: string[]; update?: string[]; delete?: string[] };
  deletes?: Absence;
  max_delete_percent?: number;
  batch_date?: { file_name_pattern: string };
  partition_by?: string;
  invalid_rows?: InvalidRows;
  new_columns?: NewColumns;
  crawl?: Crawl;
}

interface Compiled {
  table?: TableDefinition;
  problems: DefinitionProblem[];
}

/** Compiles one table from its two files. */
export function compileTable(source: string, table: string, tableFile: SourceFile, rowFile: SourceFile): Compiled {
  const policy = parseDocument(tableFile);
  const row = parseDocument(rowFile);
  const { columns, problems: rowProblems } =
    "problems" in row ? { columns: [], problems: row.problems } : compileRowSchema(row);
  const policyProblems = "problems" in policy ? policy.problems : checkPolicy(policy);
  const problems = [...policyProblems, ...rowProblems];
  if (problems.length > 0 || "problems" in policy || "problems" in row) return { problems };
  const checks = new TableChecks(policy, columns, row.value as RowSchema);
  const definition = checks.compile(source, table);
  return checks.problems.length > 0 ? { problems: checks.problems } : { table: definition, problems: [] };
}

function checkPolicy(document: JsonDocument): DefinitionProblem[] {
  const problems = checkDocument(document, "table");
  return problems.length > 0 ? problems : checkSupport(document, "table");
}

const SEQUENCE_TYPES = ["bigint", "date", "timestamp"];
const isNested = ({ type }: Column) => type.startsWith("struct") || type.startsWith("array");

/** The rules between fields, and between table.json and row.schema.json. Collects `problems` as it compiles. */
class TableChecks {
  readonly problems: DefinitionProblem[] = [];
  private readonly json: TableJson;

  constructor(
    private readonly document: JsonDocument,
    private readonly columns: readonly Column[],
    private readonly rowSchema: RowSchema,
  ) {
    this.json = document.value as TableJson;
  }

  compile(source: string, table: string): TableDefinition {
    const { json } = this;
    this.checkFeed();
    return {
      id: `${source}/${table}`,
      source,
      table,
      name: `${source}_${table}`,
      description: json.description,
      grain: json.grain,
      format: compileFormat(json.format),
      feed: json.feed,
      natural_key: this.naturalKey(),
      sequence_by: this.sequenceBy(),
      operation: this.operation(),
      deletes: json.deletes ?? "delete",
      max_delete_percent: json.max_delete_percent ?? 50,
      batch_date: { file_name_pattern: this.fileNamePattern() },
      partition_by: this.partitionBy(),
      invalid_rows: json.invalid_rows ?? "reject_file",
      new_columns: json.new_columns ?? "reject",
      crawl: json.crawl ?? "on_schema_change",
      columns: this.datedColumns(),
      row_schema: this.rowSchema,
    };
  }

  private refuse(pointer: string, sentence: string): void {
    this.problems.push(this.document.problem(pointer, sentence));
  }

  /** The column of a property that `field` names. */
  private column(field: string, pointer: string, property: string): Column | undefined {
    const found = this.columns.find(({ source_name }) => source_name === property);
    const known = this.columns.map(({ source_name }) => source_name);
    if (!found) {
      this.refuse(
        pointer,
        `"${field}" names "${property}", which row.schema.json does not have; name one of its properties.${didYouMean(property, known)}`,
      );
    }
    return found;
  }

  private checkFeed(): void {
    const { feed } = this.json;
    const foreign =
      feed === "changes" ? (["deletes", "max_delete_percent"] as const) : (["sequence_by", "operation"] as const);
    for (const field of foreign) {
      const other = feed === "changes" ? "snapshot" : "changes";
      if (this.json[field] !== undefined)
        this.refuse(`/${field}`, `"${field}" applies to the feed ${other}, found ${feed}; remove it.`);
    }
    if (feed === "changes" && this.json.natural_key.length === 0) {
      this.refuse(
        "/natural_key",
        `"natural_key" is [], expected the properties that identify a row, as the feed is changes; add them.`,
      );
    }
  }

  private naturalKey(): string[] {
    return this.json.natural_key.flatMap((property, index) => {
      const pointer = `/natural_key/${index}`;
      const column = this.column("natural_key", pointer, property);
      if (!column) return [];
      if (isNested(column))
        this.refuse(
          pointer,
          `"natural_key" names "${property}", a ${column.type}, expected a single value; choose another property.`,
        );
      this.checkNeverNull("natural_key", pointer, column);
      return [column.name];
    });
  }

  private checkNeverNull(field: string, pointer: string, { nullable, source_name }: Column): void {
    if (!nullable) return;
    this.refuse(
      pointer,
      `"${field}" names "${source_name}", which can be null, expected a property that never is; add it to "required" in row.schema.json, without the type null.`,
    );
  }

  private sequenceBy(): string | null {
    const { feed, sequence_by: property } = this.json;
    if (property === undefined) {
      if (feed === "changes")
        this.refuse(
          "",
          `"sequence_by" is missing; add the property that orders the versions of one key, as the feed is changes.`,
        );
      return null;
    }
    const column = this.column("sequence_by", "/sequence_by", property);
    if (!column) return null;
    if (!SEQUENCE_TYPES.includes(column.type)) {
      this.refuse(
        "/sequence_by",
        `"sequence_by" names "${property}", a ${column.type}, expected an integer, a date or a date-time; choose another property.`,
      );
    }
    this.checkNeverNull("sequence_by", "/sequence_by", column);
    return column.name;
  }

  /** The columns with the patterns of `format.date_patterns`. */
  private datedColumns(): Column[] {
    const patterns = Object.entries(this.json.format.date_patterns ?? {}).map(
      ([property, text]) => [property, this.datePattern(property, text)] as const,
    );
    const found = new Map(patterns);
    return this.columns.map((column) => ({ ...column, pattern: found.get(column.source_name) ?? null }));
  }

  private datePattern(property: string, text: string): DatePattern | null {
    const pointer = `/format/date_patterns/${escapePointer(property)}`;
    const column = this.column("format.date_patterns", pointer, property);
    if (!column) return null;
    if (column.type !== "date" && column.type !== "timestamp") {
      this.refuse(
        pointer,
        `"format.date_patterns" names "${property}", a ${column.type}, expected a date or a date-time; choose another property.`,
      );
      return null;
    }
    try {
      return compileDatePattern(text, column.type === "date");
    } catch (error) {
      if (!(error instanceof DatePatternError)) throw error;
      this.refuse(pointer, `"format.date_patterns" has "${text}" for "${property}": ${error.message}; correct it.`);
      return null;
    }
  }

  private operation(): TableDefinition["operation"] {
    const { operation } = this.json;
    if (!operation) return null;
    const { column: property, insert = [], update = [], delete: deletes = [] } = operation;
    const column = this.column("operation.column", "/operation/column", property);
    if (!column) return null;
    if (column.type !== "string")
      this.refuse(
        "/operation/column",
        `"operation.column" names "${property}", a ${column.type}, expected a string; choose another property.`,
      );
    this.checkOperationValues(property, [...insert, ...update, ...deletes]);
    return { column: column.name, insert, update, delete: deletes };
  }

  private checkOperationValues(property: string, listed: readonly string[]): void {
    const twice = listed.find((value, index) => listed.indexOf(value) !== index);
    if (twice !== undefined)
      this.refuse("/operation", `"operation" lists "${twice}" twice, expected one meaning for each value; remove one.`);
    const schema = (this.rowSchema.properties as Record<string, { enum?: unknown[] }>)[property];
    for (const value of schema?.enum ?? []) {
      if (value === null || listed.includes(value as string)) continue;
      this.refuse(
        "/operation",
        `"operation" does not list "${value}", which row.schema.json allows in "${property}"; add it to insert, update or delete.`,
      );
    }
  }

  private fileNamePattern(): string | null {
    const pattern = this.json.batch_date?.file_name_pattern;
    if (pattern === undefined) return null;
    const pointer = "/batch_date/file_name_pattern";
    try {
      new RegExp(pattern);
    } catch (error) {
      this.refuse(
        pointer,
        `"batch_date.file_name_pattern" is no regular expression (${(error as Error).message}); correct it.`,
      );
      return null;
    }
    if (!pattern.includes("(?<date>")) {
      this.refuse(
        pointer,
        `"batch_date.file_name_pattern" has no group named date, expected one such as (?<date>\\d{8}); add it.`,
      );
    }
    return pattern;
  }

  private partitionBy(): string {
    const property = this.json.partition_by ?? "load_date";
    if (property === "load_date") return property;
    const column = this.column("partition_by", "/partition_by", property);
    if (column && isNested(column)) {
      this.refuse(
        "/partition_by",
        `"partition_by" names "${property}", a ${column.type}, expected a single value; choose another property.`,
      );
    }
    return column?.name ?? property;
  }
}
