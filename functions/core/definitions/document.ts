import { getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { lineAt } from "../sql/lines";
import type { DefinitionProblem } from "./errors";

/** A file of a definition: `path` relative to the project, with forward slashes. */
export interface SourceFile {
  path: string;
  text: string;
}

/** A JSON file with the lines of its values. */
export interface JsonDocument extends SourceFile {
  value: unknown;
  /** The problem `sentence` at the value (or, with `atKey`, the property name) that the JSON pointer leads to. */
  problem(pointer: string, sentence: string): DefinitionProblem;
}

/**
 * Reads strict JSON (no comments, no trailing commas, no repeated fields).
 * @returns the document, or what is wrong with its syntax
 */
export function parseDocument(file: SourceFile): JsonDocument | { problems: DefinitionProblem[] } {
  const errors: ParseError[] = [];
  const text = file.text.replace(/^\uFEFF/, "");
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const first = errors[0];
  if (first || !root) return { problems: [syntaxProblem(file.path, text, first)] };
  const repeated = repeatedFields(root).map((node) => ({
    path: file.path,
    line: lineAt(text, node.offset),
    sentence: `"${node.value}" is written twice in one object; keep one of them.`,
  }));
  if (repeated.length > 0) return { problems: repeated };
  const problem = (pointer: string, sentence: string) => ({
    path: file.path,
    line: lineAt(text, follow(root, pointer).offset),
    sentence,
  });
  return { ...file, value: getNodeValue(root), problem };
}

function syntaxProblem(path: string, text: string, error: ParseError | undefined): DefinitionProblem {
  const offset = error?.offset ?? 0;
  const found = text.slice(offset, offset + (error?.length ?? 0)) || "the end of the file";
  const code = error ? printParseErrorCode(error.error) : "ValueExpected";
  const expected = code.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return {
    path,
    line: lineAt(text, offset),
    sentence: `this is not valid JSON (${expected}), found ${JSON.stringify(found)}; correct it there or just before.`,
  };
}

function repeatedFields(node: Node): Node[] {
  const seen = new Set<string>();
  return (node.children ?? []).flatMap((child) => {
    const key = child.type === "property" ? child.children?.[0] : undefined;
    const again = key && seen.has(key.value) ? [key] : [];
    if (key) seen.add(key.value);
    return [...again, ...repeatedFields(child)];
  });
}

/** The node at a JSON pointer, as far as it exists: a missing field is reported at its object. */
function follow(root: Node, pointer: string): Node {
  let node = root;
  for (const step of pointer.split("/").slice(1)) {
    const name = step.replaceAll("~1", "/").replaceAll("~0", "~");
    const next = node.type === "array" ? node.children?.[Number(name)] : fieldOf(node, name);
    if (!next) break;
    node = next;
  }
  return node.parent?.type === "property" ? node.parent : node;
}

function fieldOf(node: Node, name: string): Node | undefined {
  return node.children?.find(({ children }) => children?.[0]?.value === name)?.children?.[1];
}

/** One step of a JSON pointer. */
export const escapePointer = (name: string) => name.replaceAll("~", "~0").replaceAll("/", "~1");
