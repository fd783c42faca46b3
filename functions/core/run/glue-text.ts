/** What Glue's `ErrorMessage` says: the name of an error, where it has one, and the sentence. */
export interface GlueText {
  name: string | null;
  sentence: string;
}

/** Glue's own classification, with any number of facts: `Error Category: QUERY_ERROR; Failed Line Number: 28; `. */
const PREFIX = /^(?:Error Category: )?[A-Z][A-Z_]+; ?(?:[A-Z]\w*(?: [A-Z]\w*)+: [^;]*; ?)*/;
const NAMED = /^(?:[\w.]*\.)?(?<name>[A-Z]\w*(?:Error|Exception)):(?:\s+(?<sentence>[\s\S]*))?$/;

/** Reads every form that tests/recorded has. An error of Java has no name there. */
export function readGlueText(text: string): GlueText {
  const said = text.replace(PREFIX, "");
  const { name = null, sentence = name ? "" : said } = NAMED.exec(said)?.groups ?? {};
  return { name, sentence: withoutStack(sentence) };
}

/** The first line of a Java error and its innermost reason; the job run's log has the stack. */
export function withoutStack(message: string): string {
  if (!message.includes("\n\tat ")) return message;
  const lines = message.split("\n");
  const reason = lines.findLast((line) => line.startsWith("Caused by: "))?.slice("Caused by: ".length);
  return `${lines[0]}${reason ? `; caused by ${reason}` : ""}`;
}
