import { type MartSql, NotAQueryError, readMartSql } from "../sql/mart-sql";
import { SqlSyntaxError } from "../sql/parse";

/** Says what is wrong with a query at a line of it. */
export type Refuse = (line: number, sentence: string) => void;

/** The query of a mart or of a test of it; undefined where the text is none. */
export function readQuery(text: string, refuse: Refuse): MartSql | undefined {
  try {
    return readMartSql(text);
  } catch (error) {
    if (error instanceof SqlSyntaxError)
      refuse(error.line, `this is not Spark SQL: column ${error.column}, ${error.detail}; correct it.`);
    else if (error instanceof NotAQueryError) refuse(1, `${error.message}.`);
    else throw error;
    return undefined;
  }
}
