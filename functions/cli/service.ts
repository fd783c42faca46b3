import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { isNamePart } from "../core/names";
import { UsageError } from "./errors";

/** `service` of the project's serverless.yml. @throws UsageError when no deployment could be named after it */
export function readService(root: string): string {
  // CloudFormation's tags, such as !GetAtt, are unknown to YAML and of no interest here.
  const service = parseDocument(readFileSync(join(root, "serverless.yml"), "utf8"), { logLevel: "error" }).get(
    "service",
  );
  if (typeof service === "string" && isNamePart(service)) return service;
  throw new UsageError(
    `serverless.yml: service is ${JSON.stringify(service)}, expected lower case letters and digits, a letter first: every name of a deployment starts with it. Correct it.`,
  );
}
