import { InvalidArgumentError, Option } from "commander";
import { isNamePart } from "../core/names";

/** `--stage`, as every command has it. */
export const stageOption = () =>
  new Option("-s, --stage <name>", "the deployment to talk to").default("local").argParser(stageName);

/** Commander's parsers: the value, or a sentence. */
export function stageName(value: string): string {
  if (isNamePart(value)) return value;
  throw new InvalidArgumentError("A stage is lower case letters and digits, such as dev.");
}

export function positiveInteger(value: string): number {
  if (/^[1-9][0-9]*$/.test(value)) return Number(value);
  throw new InvalidArgumentError("Expected a whole number above 0.");
}

export function portNumber(value: string): number {
  if (/^[1-9][0-9]*$/.test(value) && Number(value) < 65_536) return Number(value);
  throw new InvalidArgumentError("Expected a port from 1 to 65535.");
}

export function isoDate(value: string): string {
  const date = new Date(`${value}T00:00:00Z`);
  if (/^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value))
    return value;
  throw new InvalidArgumentError("Expected a day as YYYY-MM-DD.");
}
