import type { Dimension, MartJson } from "../documents";
import { keyProblem } from "./mart-keys";
import { type Source, viewOf } from "./mart-sources";

/** The fact that is compiled: its sources, and where its problems go. */
interface Mart {
  refuse(pointer: string, sentence: string): void;
  declaredSource(field: string, pointer: string, name: string): Source | undefined;
}

type DimensionJson = NonNullable<MartJson["dimensions"]>[number];

/** What a dimension is resolved from: a table, or a mart with the column `member_key`. */
interface Members {
  of: string;
  natural_key: readonly string[];
  member_key: string | null;
  /** Whether a member has several versions; undefined where that is seen only when the mart is built. */
  hasVersions: boolean | undefined;
}

/** Compiles the dimensions of a fact. */
export function compileDimensions({ dimensions = [] }: Pick<MartJson, "dimensions">, mart: Mart): Dimension[] {
  const keys = dimensions.map(({ surrogate_key }) => surrogate_key);
  return dimensions.map((dimension, index) => {
    const at = `/dimensions/${index}`;
    if (keys.indexOf(dimension.surrogate_key) !== index)
      mart.refuse(
        `${at}/surrogate_key`,
        `"${dimension.surrogate_key}" is the surrogate key of two dimensions; rename one.`,
      );
    const members = membersOf(at, dimension, mart);
    if (members) check(at, dimension, members, mart);
    const { input, as_of = null } = dimension;
    return { ...dimension, view: viewOf(input), as_of, member_key: members?.member_key ?? null };
  });
}

function membersOf(at: string, { input }: DimensionJson, mart: Mart): Members | undefined {
  const source = mart.declaredSource("dimensions.input", `${at}/input`, input);
  if (!source) return undefined;
  const { table, relation, dimension } = source;
  if (table && relation !== "log") {
    const { id, natural_key } = table;
    return { of: id, natural_key, member_key: null, hasVersions: relation === "history" };
  }
  if (dimension) {
    const { natural_key, surrogate_key } = dimension;
    return { of: input, natural_key, member_key: surrogate_key, hasVersions: dimension.hasVersions() };
  }
  const isBroken = source.mart !== null && source.isHistory === undefined;
  const expected = "expected the _history or _current of a table, or a mart of kind dimension";
  if (!isBroken) mart.refuse(`${at}/input`, `"dimensions.input" is ${input}, ${expected}; use one of them.`);
  return undefined;
}

function check(at: string, { input, key, as_of }: DimensionJson, members: Members, mart: Mart): void {
  const { of, natural_key, hasVersions } = members;
  const wrong = keyProblem("dimensions", key, of, natural_key);
  if (wrong) mart.refuse(`${at}/key`, wrong);
  if (hasVersions && as_of === undefined)
    mart.refuse(at, `"as_of" is missing; add the fact's date column, as ${input} has several versions of a row.`);
  const remedy = members.member_key ? "remove it" : "remove it, or use its _history";
  if (hasVersions === false && as_of !== undefined)
    mart.refuse(`${at}/as_of`, `"as_of" does not apply to ${input}, which has one version of a row; ${remedy}.`);
}
