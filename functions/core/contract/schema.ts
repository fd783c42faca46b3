/** A JSON Schema that is an object, and an object of a file. */
export type Schema = Record<string, unknown>;

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A member as JSON has it: undefined unless it is the object's own. */
export type Member = (object: Record<string, unknown>) => unknown;

/** Compiles the look at one member. Names like `constructor` are found in every object, so they are looked at twice. */
export function member(name: string): Member {
  return name in Object.prototype
    ? (object) => (Object.hasOwn(object, name) ? object[name] : undefined)
    : (object) => object[name];
}
