import { stringify } from "yaml";

/** Prints a document as YAML, each value once in full: aliases confuse the tools that read it. */
export function printYaml(document: unknown): void {
  process.stdout.write(stringify(document, { aliasDuplicateObjects: false, lineWidth: 120 }));
}
