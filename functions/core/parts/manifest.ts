import { nameOf } from "../keys";

/**
 * The names that a manifest lists: one a line, a JSON list of names, or `{"entries": [{"url": "s3://..."}]}` as Redshift's
 * UNLOAD writes it. Of a path the last segment is the name.
 */
export function namesIn(text: string): string[] {
  const listed = text.trimStart().startsWith("[") || text.trimStart().startsWith("{") ? ofJson(text) : text.split("\n");
  return [...new Set(listed.map((name) => nameOf(name.trim())).filter((name) => name !== ""))];
}

function ofJson(text: string): string[] {
  const document: unknown = parse(text);
  const entries = Array.isArray(document) ? document : ((document as { entries?: unknown } | null)?.entries ?? []);
  return (Array.isArray(entries) ? entries : []).flatMap((entry: unknown) => {
    const name = typeof entry === "string" ? entry : (entry as { url?: unknown } | null)?.url;
    return typeof name === "string" ? [name] : [];
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // a manifest that is no JSON lists nothing
  }
}
