import type { Compiler } from "./compile";
import { LISTS } from "./lists";
import { OBJECTS } from "./objects";
import type { Check } from "./outcome";
import { expectation } from "./phrases";
import type { Schema } from "./schema";

/** Compiles one keyword of the schema that has it. */
export type Applicator = (schema: Schema, compiler: Compiler) => Check;

const reference: Applicator = ({ $ref }, compiler) => compiler.compile(compiler.references.find($ref as string));

function allOf({ allOf: given }: Schema, compiler: Compiler): Check {
  const parts = (given as unknown[]).map((part) => compiler.compile(part));
  return (value, literal, out) => {
    for (const part of parts) part(value, literal, out);
  };
}

/** anyOf, oneOf, not: how many branches must hold. The faults of single branches are no findings. */
const branches =
  (keyword: string, enough: (held: number) => boolean): Applicator =>
  (schema, compiler) => {
    const parts = [schema[keyword]].flat().map((part) => compiler.compile(part));
    const expected = expectation(keyword, schema);
    return (value, literal, out) => {
      let held = 0;
      for (const part of parts) if (out.tries(part, value, literal, true)) held += 1;
      if (!enough(held)) out.add(keyword, expected, value, literal);
    };
  };

function condition(schema: Schema, compiler: Compiler): Check {
  const asked = compiler.compile(schema.if);
  const [held, failed] = [compiler.compile(schema.then ?? true), compiler.compile(schema.else ?? true)];
  return (value, literal, out) => {
    const branch = out.tries(asked, value, literal, true) ? held : failed;
    branch(value, literal, out);
  };
}

/** Keywords that hold schemas, in the order of their findings. A new keyword is a row in one of these files. */
export const APPLICATORS: Record<string, Applicator> = {
  $ref: reference,
  allOf,
  anyOf: branches("anyOf", (held) => held > 0),
  oneOf: branches("oneOf", (held) => held === 1),
  not: branches("not", (held) => held === 0),
  if: condition,
  ...OBJECTS,
  ...LISTS,
};
