import type { RunInput } from "./documents";

/** The command that starts the pipeline with `input`, ready to be copied to a shell. glue/etl/commands.py writes the same. */
export const runCommand = (input: RunInput): string => `sluice run ${shellQuoted(spacedJson(input))}`;

/** One word of a POSIX shell. */
export const shellQuoted = (text: string): string => `'${text.replaceAll("'", `'"'"'`)}'`;

/** JSON on one line, spaced as a person (and Python) would. A newline is never part of a JSON text. */
export const spacedJson = (value: unknown): string =>
  JSON.stringify(value, null, 1)
    .replaceAll(/,\n\s*/g, ", ")
    .replaceAll(/\n\s*/g, "");
