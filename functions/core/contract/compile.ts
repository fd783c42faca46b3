import CONTRACT from "../../../schemas/meta/contract.json";
import { APPLICATORS } from "./applicators";
import { ASSERTIONS, asserted } from "./assertions";
import { type Check, Outcome } from "./outcome";
import { expectation } from "./phrases";
import { References } from "./references";
import { isObject, type Schema } from "./schema";
import { UNEVALUATED } from "./unevaluated";

/** Compiles the schemas of one document to closures. A schema that is used twice, or by itself, is compiled once. */
export class Compiler {
  readonly references: References;
  private readonly tracks: boolean;
  private readonly checks = new Map<Schema, Check>();

  /** @param root a JSON Schema 2020-12 that definitions/row-schema.ts has let pass */
  constructor(root: unknown) {
    this.references = new References(root);
    this.tracks = mentions(root, Object.keys(UNEVALUATED));
  }

  /** The check of a schema: an object of keywords, true or false. */
  compile(schema: unknown): Check {
    if (!isObject(schema)) return schema === false ? refuse("false schema", CONTRACT.phrases.never) : accept;
    const known = this.checks.get(schema);
    if (known) return known;
    // A schema that refers to itself finds this check, which is complete before the first value comes.
    this.checks.set(schema, (value, literal, out) => (this.checks.get(schema) as Check)(value, literal, out));
    const check = this.combine(schema);
    this.checks.set(schema, check);
    return check;
  }

  /** The check of what has no schema of its own; under `false` the finding names the keyword. */
  closed(keyword: string, schema: Schema): Check {
    return schema[keyword] === false ? refuse(keyword, expectation(keyword, schema)) : this.compile(schema[keyword]);
  }

  /** An empty outcome that keeps what the checks of this document need. */
  outcome(): Outcome {
    return new Outcome(this.tracks);
  }

  private combine(schema: Schema): Check {
    const has = (keyword: string) => Object.hasOwn(schema, keyword);
    const assertions = Object.keys(ASSERTIONS).filter(has);
    const applicators = Object.entries(APPLICATORS).filter(([keyword]) => has(keyword));
    const last = Object.entries(UNEVALUATED).filter(([keyword]) => has(keyword));
    const check = all([
      ...assertions.map((keyword) => asserted(keyword, schema)),
      ...[...applicators, ...last].map(([, make]) => make(schema, this)),
    ]);
    // An unevaluated keyword only skips the members that keywords of its own schema looked at.
    return last.length > 0 ? (value, literal, out) => out.afresh(check, value, literal) : check;
  }
}

const accept: Check = () => undefined;

const refuse =
  (rule: string, expected: string): Check =>
  (value, literal, out) =>
    out.add(rule, expected, value, literal);

/** Unrolled for the few checks that most schemas have: a loop costs as much as they do. */
function all(checks: readonly Check[]): Check {
  const [first = accept, second, third, ...more] = checks;
  if (!second) return first;
  if (!third)
    return (value, literal, out) => {
      first(value, literal, out);
      second(value, literal, out);
    };
  return (value, literal, out) => {
    first(value, literal, out);
    second(value, literal, out);
    third(value, literal, out);
    for (const check of more) check(value, literal, out);
  };
}

const mentions = (node: unknown, keywords: readonly string[]): boolean =>
  typeof node === "object" &&
  node !== null &&
  Object.entries(node).some(([name, child]) => keywords.includes(name) || mentions(child, keywords));
