/**
 * Checks that the input of a Lambda has the fields that it reads. `fields` maps each name to its type; "object?" also allows
 * null, and "anything" allows whatever JSON there is. The sentence is for whoever edits the state machine.
 */
export function required<T extends object>(input: unknown, fields: { [Field in keyof T]: FieldType }): T {
  const given = (input ?? {}) as Record<string, unknown>;
  for (const [field, expected] of Object.entries(fields) as [string, FieldType][]) {
    const value = given[field];
    const type = Array.isArray(value) ? "array" : typeof value;
    const missing = value === undefined || value === null;
    if (expected === "anything" || (missing ? expected.endsWith("?") : type === expected.replace("?", ""))) continue;
    throw new TypeError(
      `The field ${field} of the input is ${missing ? "missing" : `a ${type}`}, expected ${expected.replace("?", "")}: correct the state's Payload in statemachines/.`,
    );
  }
  return given as T;
}

type Basic = "string" | "number" | "boolean" | "object" | "array";
type FieldType = Basic | `${Basic}?` | "anything";
