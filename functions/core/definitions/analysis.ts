import type { AnalysisFinding } from "../documents";
import { readMartSql } from "../sql/mart-sql";
import { parseDocument, type SourceFile } from "./document";
import type { DefinitionProblem } from "./errors";

/** The findings of Spark's analyser with the files and lines that they are about; `files` are those of the definitions. */
export function placeFindings(findings: readonly AnalysisFinding[], files: readonly SourceFile[]): DefinitionProblem[] {
  const placed = findings.map(({ mart, pointer, line, sentence }) => {
    const [json, sql] = ["mart.json", "mart.sql"].map((name) =>
      files.find(({ path }) => path === `glue/marts/${mart}/${name}`),
    );
    const document = json && parseDocument(json);
    if (document && "problem" in document && (pointer !== null || !sql))
      return document.problem(pointer ?? "", sentence);
    const text = sql?.text ?? "";
    const path = `glue/marts/${mart}/mart.sql`;
    return { path, line: line === null ? readMartSql(text).selectLine : line + linesBefore(text), sentence };
  });
  return placed.sort((a, b) => (a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1));
}

/** The lines before the query, which the compiled SQL does not have. */
const linesBefore = (text: string) => (/^\s*/.exec(text)?.[0].split("\n").length ?? 1) - 1;
