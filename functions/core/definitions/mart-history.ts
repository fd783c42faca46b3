import type { Join, MartJson, TableDefinition } from "../documents";
import type { MartSql } from "../sql/mart-sql";
import { AS_OF_DATE } from "./mart-historical";
import { keyProblem } from "./mart-keys";
import { readsOneHistory } from "./mart-kinds";
import { CURRENT, INTERVAL, type Source, viewOf } from "./mart-sources";
import { didYouMean, quoted } from "./suggest";

/** Columns that tell apart the rows of one thing. */
const TIMES = [...INTERVAL, CURRENT, AS_OF_DATE];

/** The mart that is compiled: its sources, and where its problems go. */
interface Mart {
  refuse(pointer: string, sentence: string): void;
  refuseSql(line: number, sentence: string): void;
  source(name: string): Source | undefined;
  declaredSource(field: string, pointer: string, name: string): Source | undefined;
}

type JoinJson = NonNullable<MartJson["joins"]>[number];

/**
 * Compiles the histories of a mart: `base`, the view of the one that mart.sql reads (null for kinds that may read several),
 * and the `joins` to it.
 */
export function compileHistory(
  { kind, natural_key, joins = [] }: Pick<MartJson, "kind" | "natural_key" | "joins">,
  mart: Mart,
  sql: MartSql | undefined,
): { base: string | null; joins: Join[] } {
  const name = sql && readsOneHistory(kind) ? baseOf(kind, mart, sql) : undefined;
  if (readsOneHistory(kind)) refuseTimes(kind, natural_key, mart);
  const base = name === undefined ? undefined : mart.source(name);
  joins.forEach((join, index) => {
    const names = joins.map((other) => other.name);
    if (names.indexOf(join.name) !== index)
      mart.refuse(`/joins/${index}/name`, `"${join.name}" is the name of two joins; rename one.`);
    new JoinChecks(mart, join, `/joins/${index}`, name ?? "", base?.table).check();
  });
  const compiled = joins.map((join) => ({ ...join, view: viewOf(join.input) }));
  return { base: name === undefined ? null : viewOf(name), joins: compiled };
}

function refuseTimes(kind: string, key: readonly string[], mart: Mart): void {
  key.forEach((column, index) => {
    if (!TIMES.includes(column)) return;
    const sentence = `"natural_key" lists ${column}, expected in a mart of kind ${kind} what identifies the thing over time; remove it.`;
    mart.refuse(`/natural_key/${index}`, sentence);
  });
}

/** The name of the history that mart.sql reads; undefined where it reads several or none. */
function baseOf(kind: string, mart: Mart, { references, mayGive, selectLine }: MartSql): string | undefined {
  for (const column of INTERVAL.filter((each) => !mayGive(each))) {
    const sentence = `the SQL does not select ${column}, expected it in a mart of kind ${kind}, whose rows are versions; select it.`;
    mart.refuseSql(selectLine, sentence);
  }
  const histories = references.filter(({ name }) => mart.source(name)?.isHistory);
  const [first, ...others] = histories;
  const another = others.find(({ name }) => name !== first?.name);
  if (first && another) mart.refuseSql(another.line, severalHistories(kind, first.name, another.name));
  if (first || references.some(({ name }) => mart.source(name)?.isHistory !== false))
    return another ? undefined : first?.name;
  const read = quoted(references.map(({ name }) => name)) || "nothing";
  const expected = "expected one staging.<source>_<table>_history, or a mart of kind scd2";
  mart.refuseSql(1, `the SQL reads ${read}, ${expected}, in a mart of kind ${kind}; read its versions from there.`);
  return undefined;
}

function severalHistories(kind: string, first: string, another: string): string {
  const found = `the SQL reads the histories ${first} and ${another}, expected one in a mart of kind ${kind}`;
  return kind === "scd2"
    ? `${found}; list ${another} in "joins" of mart.json, and select from its struct.`
    : `${found}; join them in a mart of kind scd2, and read that.`;
}

/** One join: `base` is the name of the history that mart.sql reads, `table` its table if it is a table's. */
class JoinChecks {
  constructor(
    private readonly mart: Mart,
    private readonly join: JoinJson,
    private readonly at: string,
    private readonly base: string,
    private readonly table: TableDefinition | null | undefined,
  ) {}

  check(): void {
    this.checkName();
    this.checkBaseColumns();
    const { input } = this.join;
    const source = this.mart.declaredSource("joins.input", `${this.at}/input`, input);
    if (!source) return;
    if (source.relation !== "history" || !source.table)
      this.mart.refuse(`${this.at}/input`, `"joins.input" is ${input}, expected the _history of a table; use one.`);
    else {
      this.checkKey(source.table);
      this.checkTime(source.table);
    }
  }

  private checkName(): void {
    const { name } = this.join;
    const taken = [...columnsOf(this.table), ...INTERVAL, CURRENT];
    if (taken.includes(name))
      this.mart.refuse(
        `${this.at}/name`,
        `"joins.name" is "${name}", a column of ${this.base || "the history"}; rename it.`,
      );
  }

  private checkBaseColumns(): void {
    if (!this.table) return;
    const columns = columnsOf(this.table);
    for (const column of Object.keys(this.join.key).filter((each) => !columns.includes(each))) {
      const sentence = `"joins.key" starts from "${column}", which ${this.base} does not have; correct it.`;
      this.mart.refuse(`${this.at}/key/${column}`, `${sentence}${didYouMean(column, columns)}`);
    }
  }

  private checkKey({ id, natural_key }: TableDefinition): void {
    const wrong = keyProblem("joins", this.join.key, id, natural_key);
    if (wrong) this.mart.refuse(`${this.at}/key`, wrong);
  }

  private checkTime(joined: TableDefinition): void {
    if (!this.table || isNumbered(this.table) === isNumbered(joined)) return;
    const [numbers, times] = isNumbered(joined) ? [joined.id, this.table.id] : [this.table.id, joined.id];
    const found = `the versions of ${numbers} have numbers (its "sequence_by"), those of ${times} have dates or times`;
    this.mart.refuse(
      `${this.at}/input`,
      `${found}, expected the same; give both a date or a date-time in "sequence_by".`,
    );
  }
}

const columnsOf = (table: TableDefinition | null | undefined) => (table?.columns ?? []).map(({ name }) => name);

/** Whether the intervals of the table's history are of whole numbers. */
const isNumbered = ({ columns, sequence_by }: TableDefinition) =>
  columns.some(({ name, type }) => name === sequence_by && type === "bigint");
