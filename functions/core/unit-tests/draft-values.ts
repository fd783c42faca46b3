const NUMBER = /^(tinyint|smallint|int|integer|bigint|real|float|double|decimal)\b/;
const TIMESTAMP = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(?:\.(\d+?)0*)?(?: ?UTC|Z|\+00:00)?$/;

/** Whether a test can hold values of that type, as Spark or Athena names it: lists and objects Athena gives as it likes. */
export const isWritable = (type: string): boolean => !/^(array|map|row|struct|varbinary|binary)\b/.test(type);

/** The value that Athena gave as text, as a test has it. */
export function writtenAs(text: string | null, type: string): string | number | boolean | null {
  if (text === null) return null;
  if (NUMBER.test(type)) return Number(text);
  if (type === "boolean") return text === "true";
  if (type.startsWith("timestamp"))
    return text.replace(TIMESTAMP, (_, day, time, fraction) => moment(day, time, fraction));
  return text;
}

const moment = (day: string, time: string, fraction?: string) =>
  `${day}T${time}${fraction && Number(fraction) > 0 ? `.${fraction}` : ""}Z`;

/** The text as a literal of Athena's SQL. */
export function literalOf(text: string, type: string): string {
  if (NUMBER.test(type) || type === "boolean") return text;
  const quoted = `'${text.replaceAll("'", "''")}'`;
  if (type === "date") return `date ${quoted}`;
  return type.startsWith("timestamp") ? `timestamp ${quoted}` : quoted;
}
