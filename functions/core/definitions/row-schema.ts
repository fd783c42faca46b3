import type { ErrorObject } from "ajv";
import type { Column, RowSchema } from "../documents";
import { ColumnTypeError, columnOf } from "./columns";
import { escapePointer, type JsonDocument } from "./document";
import type { DefinitionProblem } from "./errors";
import { toProblems } from "./meta";
import { rowAjv } from "./row-ajv";
import { checkSubset } from "./row-subset";
import { didYouMean } from "./suggest";

const DRAFT = "https://json-schema.org/draft/2020-12/schema";

/** Columns of a row.schema.json, or everything wrong with it. */
export function compileRowSchema(document: JsonDocument): { columns: Column[]; problems: DefinitionProblem[] } {
  const problems = [...checkShape(document), ...checkDraft(document)];
  if (problems.length > 0) return { columns: [], problems };
  const schema = document.value as RowSchema;
  const columns: Column[] = [];
  for (const [name, property] of Object.entries(schema.properties as RowSchema)) {
    try {
      columns.push(columnOf(name, property as RowSchema, schema));
    } catch (error) {
      if (!(error instanceof ColumnTypeError)) throw error;
      problems.push(document.problem(at(name), `the property "${name}" has no column type: ${error.message}.`));
    }
  }
  return { columns, problems: [...problems, ...checkNames(document, columns), ...checkRequired(document, schema)] };
}

const at = (name: string) => `/properties/${escapePointer(name)}`;

function checkShape(document: JsonDocument): DefinitionProblem[] {
  const { type, properties, $schema } = (document.value ?? {}) as RowSchema;
  const problems: DefinitionProblem[] = [];
  if (type !== "object") {
    const found = type === undefined ? "none" : JSON.stringify(type);
    problems.push(document.problem("/type", `expected "type": "object", a row, found ${found}; correct it.`));
  }
  if (typeof properties !== "object" || properties === null || Object.keys(properties).length === 0) {
    problems.push(document.problem("/properties", `expected "properties", one for each column, found none; add them.`));
  }
  if ($schema !== undefined && $schema !== DRAFT) {
    problems.push(
      document.problem("/$schema", `"$schema" is ${JSON.stringify($schema)}, expected "${DRAFT}"; correct it.`),
    );
  }
  return problems;
}

/** Checks a row schema against the 2020-12 meta-schema, then against the subset of both engines, then by compiling it. */
function checkDraft(document: JsonDocument): DefinitionProblem[] {
  const { $schema: _, ...schema } = (document.value ?? {}) as RowSchema;
  const ajv = rowAjv();
  if (!ajv.validateSchema(schema)) return toProblems(document, ownErrors(ajv.errors ?? []));
  const problems = checkSubset(document);
  if (problems.length > 0) return problems;
  try {
    ajv.compile(schema);
    return [];
  } catch (error) {
    return [document.problem("", `this is no usable JSON Schema (${(error as Error).message}); correct it.`)];
  }
}

/** The meta-schema is one `allOf` of vocabularies: each repeats that something below it is wrong. */
const ownErrors = (errors: readonly ErrorObject[]) => {
  const deepest = errors.filter(
    ({ instancePath }) => !errors.some((other) => other.instancePath.startsWith(`${instancePath}/`)),
  );
  return deepest.length > 0 ? deepest : [...errors];
};

function checkNames(document: JsonDocument, columns: readonly Column[]): DefinitionProblem[] {
  const first = new Map<string, string>();
  return columns.flatMap(({ name, source_name }) => {
    const other = first.get(name);
    first.set(name, other ?? source_name);
    if (other === undefined) return [];
    const sentence = `the properties "${other}" and "${source_name}" both become the column "${name}"; rename one of them at the source.`;
    return [document.problem(at(source_name), sentence)];
  });
}

function checkRequired(document: JsonDocument, { required, properties }: RowSchema): DefinitionProblem[] {
  const known = Object.keys(properties as object);
  return ((required ?? []) as string[]).flatMap((name, index) =>
    known.includes(name)
      ? []
      : [
          document.problem(
            `/required/${index}`,
            `"required" names "${name}", which "properties" does not have; add or remove it.${didYouMean(name, known)}`,
          ),
        ],
  );
}
