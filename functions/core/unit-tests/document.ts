import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLError,
} from "yaml";
import type { JsonDocument, SourceFile } from "../definitions/document";
import type { DefinitionProblem } from "../definitions/errors";

/**
 * Reads YAML 1.2, of which JSON is a part; dates stay text.
 * @returns the document, or what is wrong with its syntax
 */
export function parseTests(file: SourceFile): JsonDocument | { problems: DefinitionProblem[] } {
  const lines = new LineCounter();
  const document = parseDocument(file.text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
    merge: true, // `<<`, by which a row takes the values of another
  });
  const lineOf = (offset: number) => lines.linePos(offset).line || 1;
  const [error] = document.errors; // what follows may come of it
  if (error) return { problems: [syntaxProblem(file.path, lineOf(error.pos[0]), error)] };
  const problem = (pointer: string, sentence: string) => ({
    path: file.path,
    line: lineOf(offsetOf(document, pointer)),
    sentence,
  });
  return { ...file, value: document.toJS(), problem };
}

function syntaxProblem(path: string, line: number, { code, message }: YAMLError): DefinitionProblem {
  const sentence =
    code === "DUPLICATE_KEY"
      ? "a field is written twice in one object; keep one of them."
      : `this is not valid YAML (${message.split("\n")[0]?.replace(/[.:]$/, "")}); correct it there or just before.`;
  return { path, line, sentence };
}

/** Where the value of a JSON pointer begins, or its name in an object, as far as the value exists. */
function offsetOf(document: Document, pointer: string): number {
  let node: unknown = document.contents;
  let at = start(node);
  for (const step of pointer.split("/").slice(1)) {
    const name = step.replaceAll("~1", "/").replaceAll("~0", "~");
    const [key, value] = childOf(isAlias(node) ? node.resolve(document) : node, name);
    if (value === undefined) break;
    at = start(key ?? value) ?? at;
    node = value;
  }
  return at ?? 0;
}

/** The name and the value of a member, or an item of a list, which has no name. */
function childOf(node: unknown, name: string): [key: unknown, value: unknown] {
  if (isSeq(node)) return [undefined, node.items[Number(name)]];
  const pair = isMap(node) ? node.items.find(({ key }) => isNode(key) && String(key.toJSON()) === name) : undefined;
  return [pair?.key, pair?.value];
}

const start = (node: unknown): number | undefined => (isNode(node) ? (node as Node).range?.[0] : undefined);
