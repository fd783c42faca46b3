import VOCABULARY from "../../../schemas/meta/vocabulary.schema.json";
import type { ConnectionDefinition, Definitions, StageConnections } from "../documents";
import { type JsonDocument, parseDocument } from "./document";
import { DefinitionError, type DefinitionProblem } from "./errors";
import { checkDocument } from "./meta";
import { didYouMean, quoted } from "./suggest";

/** A connection of the definitions, with its place on a stage. */
export interface PlacedConnection extends ConnectionDefinition {
  url: string;
  secret: string;
  ssl: boolean;
  network: { subnet: string; availability_zone: string; security_groups: string[] } | null;
}

const WHERE = "serverless.yml, the parameter connections";
const LOGIN = /^jdbc:oracle:thin:(?!\/\/@)[^@]+@|\/\/[^/@]+@|[?;&](user|username|password)=/i;

/**
 * The connections that a stage has, in the order of their names. `parameter` is its parameter `connections`: an object, or the
 * same as JSON, as the command line gives it.
 * @throws DefinitionError
 */
export function stageConnections(parameter: unknown, { connections }: Definitions): PlacedConnection[] {
  const text = typeof parameter === "string" ? parameter : JSON.stringify(parameter ?? {});
  const document = parseDocument({ path: WHERE, text });
  const problems = "problems" in document ? document.problems : problemsOf(document, connections);
  if (problems.length > 0) throw new DefinitionError(problems);
  const placed = (document as JsonDocument).value as StageConnections;
  return Object.keys(placed)
    .sort()
    .map((id) => place(connections[id] as ConnectionDefinition, placed[id] as StageConnections[string]));
}

function place(connection: ConnectionDefinition, stage: StageConnections[string]): PlacedConnection {
  const { url, secret, ssl = true, subnet, availability_zone = "", security_groups = [] } = stage;
  const network = subnet === undefined ? null : { subnet, availability_zone, security_groups };
  return { ...connection, url, secret, ssl, network };
}

function problemsOf(document: JsonDocument, known: Definitions["connections"]): DefinitionProblem[] {
  const problems = checkDocument(document, "stage_connections");
  if (problems.length > 0) return problems;
  return Object.entries(document.value as StageConnections).flatMap(([id, { url }]) => {
    const sentence = sentenceOf(id, url, known);
    return sentence ? [document.problem(`/${id}`, sentence)] : [];
  });
}

function sentenceOf(id: string, url: string, known: Definitions["connections"]): string | undefined {
  const connection = Object.hasOwn(known, id) ? known[id] : undefined;
  if (!connection) {
    const names = Object.keys(known);
    return `"${id}" is no connection, expected one of ${quoted(names)} of glue/connections; correct the name.${didYouMean(id, names)}`;
  }
  const row = VOCABULARY.$defs.database.rows[connection.database];
  // Glue's guide writes thin://@, which the job corrects.
  const isOracle = connection.database === "oracle" && url.startsWith("jdbc:oracle:thin://@");
  if (!isOracle && !url.startsWith(row.url))
    return `"${id}.url" is "${url}", expected one of ${row.name}, which begins with ${row.url}; correct it.`;
  if (LOGIN.test(url))
    return `"${id}.url" has a user or a password, expected them in the secret alone; take them out of the URL.`;
  return undefined;
}
