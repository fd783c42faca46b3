import { readService } from "../../functions/cli/service";
import { namesOf } from "../../functions/core/names";
import { type Packaged, packageStage, type Resource } from "./package";

jest.setTimeout(180_000);

/** CloudFormation's names of resources: the properties called Name or ...Name, at any depth, and the variables of a Lambda. */
function namesIn(value: unknown, key = ""): string[] {
  if (typeof value === "string") return /Name$|^(LEDGER_TABLE|PREFIX)$/.test(key) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((item) => namesIn(item, key));
  if (typeof value !== "object" || value === null) return [];
  const sub = (value as Record<string, unknown>)["Fn::Sub"];
  return Object.entries(value).flatMap(([name, inner]) => namesIn(inner, sub === undefined ? name : key));
}

describe("a clone under another service", () => {
  let packaged: Packaged;
  beforeAll(() => {
    packaged = packageStage("dev", "acme");
  });

  it("is read from its serverless.yml", () => expect(readService(packaged.root)).toBe("acme"));

  it("has nothing in its stack that is named after the first", () => {
    expect(JSON.stringify(packaged.resources).match(/[^"]{0,40}sluice[-_][^"]{0,40}/g)).toBeNull();
  });

  it("uses every name of core/names.ts", () => {
    const account = ["$", "{AWS::AccountId}"].join("");
    const region = ["$", "{AWS::Region}"].join("");
    const names = namesOf({ service: "acme", stage: "dev", region, account });
    const { stack: _, prefix: __, ...known } = names;
    const listed = Object.values(known).flatMap((name) =>
      typeof name === "string" ? [name] : typeof name === "function" ? [] : Object.values(name),
    );
    const used = new Set(Object.values(packaged.resources).flatMap(({ Properties }: Resource) => namesIn(Properties)));
    expect(listed.filter((name) => !used.has(name))).toEqual([]);
  });
});
