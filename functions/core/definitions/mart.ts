import type { MartDefinition, MartInput, MartJson } from "../documents";
import type { MartSql } from "../sql/mart-sql";
import { comment, LONGEST } from "./comment";
import type { JsonDocument, SourceFile } from "./document";
import type { DefinitionProblem } from "./errors";
import { CALENDAR, compileCalendar } from "./mart-calendar";
import { compileDimensions } from "./mart-dimensions";
import { AS_OF_DATE, compileHistorical } from "./mart-historical";
import { compileHistory } from "./mart-history";
import { FIELDS_OF_KINDS } from "./mart-kinds";
import { type Refuse, readQuery } from "./mart-query";
import { type Source, type Sources, viewOf } from "./mart-sources";
import { checkSurrogateKey } from "./mart-surrogate-key";
import { type Audit, compileTests, readAudits, type TestJson } from "./mart-tests";
import { alternatives, didYouMean, quoted } from "./suggest";

/** mart.json after its meta schema has accepted it, which says what fields each type of test has. */
type CheckedMart = Omit<MartJson, "tests"> & { tests?: TestJson[] };

const isEmpty = (value: unknown) => Array.isArray(value) && value.length === 0;

/** Compiles one mart; `problems` holds what is wrong with it afterwards. */
export class MartCompiler {
  readonly problems: DefinitionProblem[] = [];
  /** Lines of the SQL that read batch_date(). */
  readonly batchDates: number[] = [];
  private readonly json: CheckedMart;

  constructor(
    readonly id: string,
    readonly document: JsonDocument,
    private readonly file: SourceFile,
    private readonly audits: readonly SourceFile[],
    private readonly sources: Sources,
  ) {
    this.json = document.value as CheckedMart;
  }

  /** The mart at level 0, and with no fixed input: both need all marts. */
  compile(): MartDefinition {
    const { kind, description, grain, natural_key, surrogate_key = null } = this.json;
    const { repair = "on_arrival", refresh = "changed", partition_by = null, diff = true } = this.json;
    const sql = readQuery(this.file.text, (line, sentence) => this.refuseSql(line, sentence));
    this.checkFields();
    const audits = readAudits(this.json.tests ?? [], this.audits, this);
    const inputs = this.inputs();
    if (sql) this.compareInputs(sql, audits);
    if (sql) this.checkBatchDates(sql);
    const calendar = compileCalendar(this.json, this);
    const dimensions = compileDimensions(this.json, this);
    if (sql) this.compareColumns(sql);
    checkSurrogateKey(this.json, this, sql);
    const { base, joins } = compileHistory(this.json, this, sql);
    const historical = compileHistorical(this.json, this);
    const tests = compileTests(this.json.tests ?? [], audits, this);
    const text = sql && this.problems.length === 0 ? sql.rewrite(viewOf) : "";
    return {
      id: this.id,
      kind,
      description: comment(description, LONGEST.description),
      grain: comment(grain, LONGEST.grain),
      natural_key,
      surrogate_key,
      calendar,
      inputs,
      fixed: null,
      base,
      joins,
      historical,
      dimensions,
      repair,
      refresh,
      partition_by: partition_by ?? (historical && AS_OF_DATE),
      diff,
      tests,
      level: 0,
      sql: text,
    };
  }

  refuse(pointer: string, sentence: string): void {
    this.problems.push(this.document.problem(pointer, sentence));
  }

  refuseSql(line: number, sentence: string): void {
    this.refuseIn(this.file.path, line, sentence);
  }

  refuseIn(path: string, line: number, sentence: string): void {
    this.problems.push({ path, line, sentence });
  }

  private checkFields(): void {
    const { kind } = this.json;
    for (const [field, kinds] of FIELDS_OF_KINDS) {
      const given = (this.document.value as Record<string, unknown>)[field];
      if (kinds.includes(kind) || given === undefined || isEmpty(given)) continue;
      this.refuse(`/${field}`, `"${field}" applies to the kind ${alternatives(kinds)}, found ${kind}; remove it.`);
    }
  }

  private inputs(): MartInput[] {
    const names = this.json.inputs.map(({ name }) => name);
    return this.json.inputs.flatMap(({ name, cadence }, index) => {
      const pointer = `/inputs/${index}/name`;
      if (names.indexOf(name) !== index) this.refuse(pointer, `"inputs" lists ${name} twice; remove one of them.`);
      const source = this.sources.get(name);
      if (!source)
        this.refuse(
          pointer,
          `"inputs" lists ${name}, which no definition gives; correct the name, or define it.${didYouMean(name, this.sources.keys())}`,
        );
      if (!source) return [];
      return [
        {
          name,
          view: viewOf(name),
          relation: source.relation,
          table: source.table?.id ?? null,
          mart: source.mart,
          cadence,
          fixed: false,
        },
      ];
    });
  }

  /** Declared inputs are exactly what the SQL, the dimensions, the joins and the tests read. */
  private compareInputs({ references }: MartSql, audits: readonly Audit[]): void {
    const inputs = references.filter(({ name }) => name !== CALENDAR || !this.json.calendar);
    this.refuseUndeclared(inputs, (line, sentence) => this.refuseSql(line, sentence));
    for (const audit of audits) this.refuseUndeclared(audit.references, audit.refuse);
    const ofQueries = [references, ...audits.map((audit) => audit.references)].flat();
    const read = new Set([...ofQueries.map(({ name }) => name), ...this.readByPolicy()]);
    this.json.inputs.forEach(({ name }, index) => {
      if (this.sources.has(name) && !read.has(name))
        this.refuse(
          `/inputs/${index}`,
          `"inputs" lists ${name}, which neither mart.sql nor a dimension, join or test reads; remove it.`,
        );
    });
  }

  private refuseUndeclared(references: MartSql["references"], refuse: Refuse): void {
    const declared = new Set(this.json.inputs.map(({ name }) => name));
    for (const { name, line } of references) {
      if (declared.has(name)) continue;
      declared.add(name);
      refuse(line, this.undeclared(name));
    }
  }

  /** The columns of the key that the job does not add come from the select list. */
  private compareColumns({ mayGive, selectLine }: MartSql): void {
    const added = (this.json.dimensions ?? []).map(({ surrogate_key }) => surrogate_key);
    for (const column of this.json.natural_key) {
      if (mayGive(column) || added.includes(column)) continue;
      const sentence = `the SQL does not select ${column}, which "natural_key" of mart.json lists; select it, or correct the key.`;
      this.refuseSql(selectLine, sentence);
    }
  }

  private checkBatchDates({ batchDates }: MartSql): void {
    this.batchDates.push(...batchDates.map(({ line }) => line));
    for (const { line } of batchDates.filter(({ hasArguments }) => hasArguments))
      this.refuseSql(line, "batch_date() has arguments, expected none; remove them.");
  }

  private undeclared(name: string): string {
    if (this.sources.has(name))
      return `the SQL reads ${name}, which "inputs" of mart.json does not list; add {"name": "${name}", "cadence": "daily"} there.`;
    if (name.startsWith("raw."))
      return `the SQL reads ${name}, expected staging or a mart, since raw is not history; read staging instead.`;
    const known = didYouMean(name, this.sources.keys());
    return `the SQL reads "${name}", expected a name in staging or mart, or a common table expression; correct it.${known}`;
  }

  private readByPolicy(): string[] {
    const { dimensions = [], joins = [] } = this.json;
    return [
      ...[...dimensions, ...joins].map(({ input }) => input),
      ...(this.json.tests ?? []).flatMap((test) => (test.type === "relationships" ? test.to : [])),
    ];
  }

  source(name: string): Source | undefined {
    return this.sources.get(name);
  }

  declaredSource(field: string, pointer: string, name: string): Source | undefined {
    if (this.json.inputs.some((input) => input.name === name)) return this.sources.get(name);
    this.refuse(
      pointer,
      `"${field}" is ${name}, expected one of the inputs ${quoted(this.json.inputs.map((input) => input.name))}; add it to "inputs".`,
    );
    return undefined;
  }
}
