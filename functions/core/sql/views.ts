const TEXT = /^\/\* Presto View: (?<encoded>[A-Za-z0-9+/=]+) \*\/\s*$/;

/** The query of a view as Athena keeps it in `ViewOriginalText` of the Glue catalog; null for what is no view of Athena's. */
export function viewSql(text: string): string | null {
  const encoded = TEXT.exec(text)?.groups?.encoded;
  if (encoded === undefined) return null;
  return (JSON.parse(Buffer.from(encoded, "base64").toString()) as { originalSql: string }).originalSql;
}
