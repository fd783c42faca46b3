import type { MartTest, RelationshipsTest, SqlTest, TestSeverity } from "../documents";
import type { MartSql } from "../sql/mart-sql";
import type { SourceFile } from "./document";
import { type Refuse, readQuery } from "./mart-query";
import { type Source, viewOf } from "./mart-sources";
import { didYouMean } from "./suggest";

/** A test before it is compiled. */
type Written<Test> = Omit<Test, "severity"> & { severity?: TestSeverity };
type SqlTestJson = Omit<Written<SqlTest>, "sql"> & { query?: string };
type TestOfColumns = Exclude<MartTest, RelationshipsTest | SqlTest>;

/** A test as mart.json has it once the meta schema has accepted it, which says what fields each type has. */
export type TestJson =
  | { [Type in TestOfColumns["type"]]: Written<Extract<TestOfColumns, { type: Type }>> }[TestOfColumns["type"]]
  | Omit<Written<RelationshipsTest>, "view">
  | SqlTestJson;

/** The mart that is compiled: its sources, and where its problems go. */
interface Mart {
  id: string;
  refuse(pointer: string, sentence: string): void;
  refuseIn(path: string, line: number, sentence: string): void;
  declaredSource(field: string, pointer: string, name: string): Source | undefined;
}

/** The query of a test of type `sql`: its name, where its problems go, and what else than the mart itself it reads. */
export interface Audit {
  name: string;
  sql: MartSql;
  refuse: Refuse;
  references: MartSql["references"];
}

/** Reads the queries of the tests of type `sql`: in line, or in `audits/<name>.sql`. */
export function readAudits(tests: readonly TestJson[], files: readonly SourceFile[], mart: Mart): Audit[] {
  const written = tests.flatMap((test, index) => (test.type === "sql" ? { test, at: `/tests/${index}` } : []));
  const names = written.map(({ test }) => test.name);
  for (const { path } of files.filter((file) => !names.includes(nameOf(file)))) {
    const sentence = `no test of mart.json is named "${nameOf({ path })}"; add {"type": "sql", "name": "${nameOf({ path })}"} to "tests", or remove the file.`;
    mart.refuseIn(path, 1, sentence);
  }
  return written.flatMap(({ test, at }, index) => {
    if (names.indexOf(test.name) !== index)
      mart.refuse(`${at}/name`, `"${test.name}" is the name of two tests; rename one.`);
    return readAudit(test, at, files, mart) ?? [];
  });
}

const nameOf = ({ path }: Pick<SourceFile, "path">) => path.slice(path.lastIndexOf("/") + 1, -".sql".length);

function readAudit(
  { name, query }: SqlTestJson,
  at: string,
  files: readonly SourceFile[],
  mart: Mart,
): Audit | undefined {
  const file = files.find((each) => nameOf(each) === name);
  if ((query === undefined) === (file === undefined)) {
    const found = file ? `"query" and the file audits/${name}.sql` : `neither "query" nor the file audits/${name}.sql`;
    mart.refuse(at, `the test "${name}" has ${found}, expected one of them; ${file ? "remove" : "add"} one.`);
    return undefined;
  }
  const refuse: Refuse = file
    ? (line, sentence) => mart.refuseIn(file.path, line, sentence)
    : (line, sentence) => mart.refuse(`${at}/query`, `in line ${line} of the query, ${sentence}`);
  const sql = readQuery(file?.text ?? query ?? "", refuse);
  if (!sql) return undefined;
  for (const { line } of sql.batchDates)
    refuse(line, "the SQL reads batch_date(), which only mart.sql knows; select it there as a column, and test that.");
  const own = `mart.${mart.id}`;
  if (!sql.references.some((reference) => reference.name === own))
    refuse(1, `the SQL does not read ${own}, expected the mart that it tests; select the rows that fail from it.`);
  return { name, sql, refuse, references: sql.references.filter((reference) => reference.name !== own) };
}

/** Compiles the tests of a mart. Where there are problems, the SQL is left out. */
export function compileTests(tests: readonly TestJson[], audits: readonly Audit[], mart: Mart): MartTest[] {
  return tests.map((written, index) => {
    const { type, severity = "halt", ...fields } = written;
    if (written.type === "relationships") {
      checkColumn(
        written,
        `/tests/${index}/to_column`,
        mart.declaredSource("tests.to", `/tests/${index}/to`, written.to),
        mart,
      );
      return { ...written, severity, view: viewOf(written.to) };
    }
    if (written.type !== "sql") return { type, severity, ...fields } as MartTest;
    const audit = audits.find(({ name }) => name === written.name);
    return { type: "sql", severity, name: written.name, sql: audit?.sql.rewrite(viewOf) ?? "" };
  });
}

function checkColumn(
  { to, to_column }: { to: string; to_column: string },
  at: string,
  source: Source | undefined,
  mart: Mart,
) {
  const columns = source?.table?.columns.map(({ name }) => name);
  if (!columns || columns.includes(to_column)) return;
  const sentence = `"tests.to_column" is "${to_column}", which ${to} does not have; correct it.${didYouMean(to_column, columns)}`;
  mart.refuse(at, sentence);
}
