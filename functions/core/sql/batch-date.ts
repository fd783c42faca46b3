import { identifier, nodesOf, type Span, type SqlNode, type SqlText, spanOf } from "./parse";

/** The function of mart.sql that gives the batch date of the build, as a DATE. */
export const BATCH_DATE = "batch_date";

/** The parameter that the job gives its value by (glue/etl/marts/rows.py). */
const PARAMETER = `:${BATCH_DATE}`;

/** A call of batch_date(): where, with the text that takes its place. */
export interface BatchDateCall {
  line: number;
  span: Span;
  text: string;
  hasArguments: boolean;
}

/** Every call of batch_date() in a query. */
export function batchDateCalls(root: SqlNode, text: SqlText): BatchDateCall[] {
  return nodesOf(root, "PrimaryExpression").flatMap((node) => {
    const [name, bracket] = node.children ?? [];
    if (identifier(name?.getText() ?? "") !== BATCH_DATE || bracket?.getText() !== "(") return [];
    const replacement = isColumn(node) ? `${PARAMETER} as ${BATCH_DATE}` : PARAMETER;
    const hasArguments = node.getText().replace(/\s/g, "") !== `${name?.getText()}()`;
    return [{ line: text.line(node), span: spanOf(node), text: replacement, hasArguments }];
  });
}

/** Whether it is a column of its own without a name: Spark would call it after the date, differently in each build. */
function isColumn(node: SqlNode): boolean {
  const { parent } = node;
  if (!parent || parent.getText() !== node.getText()) return false;
  return parent.constructor.name === "NamedExpressionContext" || isColumn(parent);
}
