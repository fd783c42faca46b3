import Ajv2019, { type ValidateFunction } from "ajv/dist/2019";
import addFormats from "ajv-formats";
import { isNode, LineCounter, parseDocument as parseYaml } from "yaml";
import odcsSchema from "../../../../schemas/odcs/odcs-json-schema-v3.1.0.json";
import type { JsonDocument } from "../../definitions/document";
import { toProblems } from "../../definitions/meta";
import { DraftError } from "../../draft/errors";
import type { Contract } from "./types";

let compiled: ValidateFunction | undefined;

/** The standard, compiled once: it takes a second. */
function validator(): ValidateFunction {
  if (compiled) return compiled;
  const ajv = new Ajv2019({ allErrors: true, verbose: true, strict: false });
  addFormats(ajv);
  compiled = ajv.compile(odcsSchema);
  return compiled;
}

/** The schema's breaches of the standard, each with its line. */
export function problemsOf(document: JsonDocument) {
  const validate = validator();
  if (validate(document.value)) return [];
  // A keyword that failed below is told there; the standard's own summaries of it name no cause.
  const told = (validate.errors ?? []).filter(({ keyword }) => !["unevaluatedProperties", "if"].includes(keyword));
  return toProblems(document, told.length > 0 ? told : (validate.errors ?? []));
}

/**
 * Reads a contract of the Open Data Contract Standard 3, as YAML or JSON.
 * @throws DraftError with every breach of the standard, by line
 */
export function readContract(fileName: string, text: string): Contract {
  const lines = new LineCounter();
  const parsed = parseYaml(text, { lineCounter: lines });
  const [fault] = parsed.errors;
  if (fault) {
    const [line = 1] = [fault.linePos?.[0].line];
    const [reason = ""] = fault.message.split("\n");
    throw new DraftError(`${fileName}:${line}: this is no YAML: ${reason.replace(/ at line .*$/, "")}; correct it.`);
  }
  const value = parsed.toJS() as Contract | null;
  refuseOther(fileName, value);
  const problem = (pointer: string, sentence: string) => ({ path: fileName, line: lineOf(pointer), sentence });
  const problems = problemsOf({ path: fileName, text, value, problem });
  if (problems.length > 0)
    throw new DraftError(problems.map(({ line, sentence }) => `${fileName}:${line}: ${sentence}`).join("\n"));
  return value as Contract;

  function lineOf(pointer: string): number {
    const steps = pointer.split("/").slice(1);
    for (let length = steps.length; length > 0; length -= 1) {
      const node = parsed.getIn(steps.slice(0, length).map(stepOf), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  }
}

const stepOf = (step: string) => (/^\d+$/.test(step) ? Number(step) : step.replaceAll("~1", "/").replaceAll("~0", "~"));

/** Refuses what is no contract of version 3. @throws DraftError */
function refuseOther(fileName: string, value: Contract | null): void {
  const { apiVersion, kind } = (value ?? {}) as Partial<Contract>;
  if (kind === "DataContract" && /^v3\./.test(String(apiVersion))) return;
  const found = kind === "DataContract" ? `apiVersion ${apiVersion}` : `kind ${kind ?? "nothing"}`;
  throw new DraftError(
    `${fileName}: this is no contract of the Open Data Contract Standard 3: expected kind DataContract and apiVersion v3.x, found ${found}; give such a contract.`,
  );
}
