import type { Absence, RowSchema, TableDefinition, TableJson } from "../documents";
import { feedOf, SUPPORTED_FEEDS } from "../feeds";
import { calendarDate } from "../keys/dates";
import { backtracks } from "./backtracking";
import { comment, LONGEST } from "./comment";
import type { Connections } from "./connections";
import { type JsonDocument, parseDocument, type SourceFile } from "./document";
import type { DefinitionProblem } from "./errors";
import { checkDocument } from "./meta";
import { compileRowSchema } from "./row-schema";
import { checkSupport } from "./support";
import { datedColumns } from "./table-dates";
import { compileTableFormat } from "./table-format";
import { compileJdbc } from "./table-jdbc";
import { compileOperation, withOperation } from "./table-operation";
import { TableReferences } from "./table-references";

/** table.json after its meta schema and checkSupport have accepted it. */
type SupportedTable = TableJson & { deletes?: Absence };

interface Compiled {
  table?: TableDefinition;
  problems: DefinitionProblem[];
}

/** What a table is compiled from: its two files, and the databases that it may name. */
interface Files {
  policy: SourceFile;
  row: SourceFile;
  connections: Connections;
}

/** Compiles one table. */
export function compileTable(source: string, table: string, files: Files): Compiled {
  const policy = parseDocument(files.policy);
  const row = parseDocument(files.row);
  const { columns, problems: rowProblems } =
    "problems" in row ? { columns: [], problems: row.problems } : compileRowSchema(row);
  const policyProblems = "problems" in policy ? policy.problems : checkPolicy(policy);
  const problems = [...policyProblems, ...rowProblems];
  if (problems.length > 0 || "problems" in policy || "problems" in row) return { problems };
  const references = new TableReferences(policy, columns);
  const definition = new TableChecks(policy, references, row.value as RowSchema).compile(
    source,
    table,
    files.connections,
  );
  return references.problems.length > 0 ? { problems: references.problems } : { table: definition, problems: [] };
}

function checkPolicy(document: JsonDocument): DefinitionProblem[] {
  return [...checkDocument(document, "table"), ...checkSupport(document, "table")];
}

/** The order of the files, and of the rows in each, where no property has that name. */
const FILE_ORDER = "file_order";
const SEQUENCE_TYPES = ["bigint", "date", "timestamp"];

/** The rules between fields, and between table.json and row.schema.json. Their problems are the `references`'. */
class TableChecks {
  private readonly json: SupportedTable;

  constructor(
    document: JsonDocument,
    private readonly references: TableReferences,
    private readonly rowSchema: RowSchema,
  ) {
    this.json = document.value as SupportedTable;
  }

  compile(source: string, table: string, connections: Connections): TableDefinition {
    const { json } = this;
    this.checkFeed();
    const format = compileTableFormat(json.format, this.references);
    return {
      id: `${source}/${table}`,
      source,
      table,
      name: `${source}_${table}`,
      description: comment(json.description, LONGEST.description),
      grain: comment(json.grain, LONGEST.grain),
      format,
      feed: json.feed,
      natural_key: this.naturalKey(),
      sequence_by: this.sequenceBy(),
      operation: compileOperation(json.operation, this.references, this.rowSchema, format),
      deletes: json.deletes ?? "delete",
      max_delete_percent: json.max_delete_percent ?? 50,
      zero_padded: this.zeroPadded(),
      another_file: this.anotherFile(),
      batch_date: { file_name_pattern: this.fileNamePattern() },
      max_days_ahead: json.max_days_ahead ?? 2,
      first_date: this.firstDate(),
      partition_by: this.partitionBy(),
      invalid_rows: json.invalid_rows ?? "reject_file",
      new_columns: this.newColumns(),
      crawl: json.crawl ?? "on_schema_change",
      jdbc: compileJdbc(json, this.references, connections),
      columns: datedColumns(json.format.date_patterns ?? {}, this.references),
      row_schema: withOperation(this.rowSchema, json.operation),
    };
  }

  private checkFeed(): void {
    const { feed } = this.json;
    for (const other of SUPPORTED_FEEDS.filter((name) => name !== feed)) {
      for (const field of feedOf(other).fields) {
        if (this.json[field] !== undefined)
          this.references.refuse(`/${field}`, `"${field}" applies to the feed ${other}, found ${feed}; remove it.`);
      }
    }
    if (!feedOf(feed).isKeyOptional && this.json.natural_key.length === 0) {
      this.references.refuse(
        "/natural_key",
        `"natural_key" is [], expected the properties that identify a row, as the feed is ${feed}; add them.`,
      );
    }
  }

  private anotherFile(): TableDefinition["another_file"] {
    const { another_file = "hold", batch_date } = this.json;
    if (typeof another_file === "string") return another_file;
    const { success_file = null, count = null, manifest = null, quiet_minutes = null } = another_file.parts;
    if ((success_file ?? manifest) !== null && batch_date !== undefined) {
      const sentence = `"another_file.parts" is closed by the file ${success_file ?? manifest}, whose name has no date, yet "batch_date" says that names have one; remove "batch_date" and upload the files under dt=YYYY-MM-DD/, or use "count" or "quiet_minutes".`;
      this.references.refuse("/another_file", sentence);
    }
    return { parts: { success_file, count, manifest, quiet_minutes } };
  }

  private newColumns(): TableDefinition["new_columns"] {
    const { new_columns, source } = this.json;
    if (source?.jdbc.schema !== "database") return new_columns ?? "reject";
    if (new_columns !== undefined && new_columns !== "evolve") {
      const sentence = `"new_columns" is "${new_columns}", expected "evolve", since "source.jdbc.schema" is "database", whose columns become columns of the table; remove it.`;
      this.references.refuse("/new_columns", sentence);
    }
    return "evolve";
  }

  private zeroPadded(): string[] {
    const { zero_padded = [], format } = this.json;
    if (zero_padded.length > 0 && !["csv", "tsv", "xml"].includes(format.type)) {
      const sentence = `"zero_padded" applies to csv, tsv and xml, found ${format.type}, whose numbers are numbers; remove it.`;
      this.references.refuse("/zero_padded", sentence);
    }
    zero_padded.forEach((property, index) => {
      const pointer = `/zero_padded/${index}`;
      const column = this.references.column("zero_padded", pointer, property);
      if (column && !/^(bigint|double|decimal|struct|array)/.test(column.type))
        this.references.refuseType("zero_padded", pointer, column, "an integer or a number");
    });
    return zero_padded;
  }

  private naturalKey(): string[] {
    return this.json.natural_key.flatMap((property, index) => {
      const pointer = `/natural_key/${index}`;
      const column = this.references.column("natural_key", pointer, property);
      if (!column) return [];
      this.references.checkSingleValue("natural_key", pointer, column);
      this.references.checkNeverNull("natural_key", pointer, column);
      return [column.name];
    });
  }

  private sequenceBy(): string | null {
    const { feed, sequence_by: property } = this.json;
    if (property === undefined) {
      if (feedOf(feed).isKeyRepeated)
        this.references.refuse(
          "",
          `"sequence_by" is missing; add the property that orders the versions of one key, as the feed is ${feed}.`,
        );
      return null;
    }
    if (property === FILE_ORDER && !this.references.has(property)) return property;
    const column = this.references.column("sequence_by", "/sequence_by", property);
    if (!column) return null;
    if (!SEQUENCE_TYPES.includes(column.type))
      this.references.refuseType("sequence_by", "/sequence_by", column, "an integer, a date or a date-time");
    this.references.checkNeverNull("sequence_by", "/sequence_by", column);
    return column.name;
  }

  private fileNamePattern(): string | null {
    const pattern = this.json.batch_date?.file_name_pattern;
    if (pattern === undefined) return null;
    const pointer = "/batch_date/file_name_pattern";
    try {
      new RegExp(pattern);
    } catch (error) {
      this.references.refuse(
        pointer,
        `"batch_date.file_name_pattern" is no regular expression (${(error as Error).message}); correct it.`,
      );
      return null;
    }
    const long = backtracks(pattern);
    if (long !== undefined) {
      this.references.refuse(
        pointer,
        `"batch_date.file_name_pattern" ${long}, expected one without a repetition within another of the same characters; rewrite it.`,
      );
    }
    if (!pattern.includes("(?<date>")) {
      this.references.refuse(
        pointer,
        `"batch_date.file_name_pattern" has no group named date, expected one such as (?<date>\\d{8}); add it.`,
      );
    }
    return pattern;
  }

  private firstDate(): string | null {
    const { first_date: date = null } = this.json;
    if (date !== null && calendarDate(date) !== date)
      this.references.refuse("/first_date", `"first_date" is "${date}", which is no day of the calendar; correct it.`);
    return date;
  }

  private partitionBy(): string {
    const property = this.json.partition_by ?? "load_date";
    if (property === "load_date") return property;
    const column = this.references.column("partition_by", "/partition_by", property);
    if (column) this.references.checkSingleValue("partition_by", "/partition_by", column);
    return column?.name ?? property;
  }
}
