import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type DeploymentNames, namesOf, partitionOf, tooLong } from "../../functions/core/names";

const PLACE = { service: "acme", stage: "dev", region: "eu-west-1", account: "123456789012" };
const DEFINED = { source: "shop", table: "orders", mart: "fact_sales", connection: "erp" };

/** The rows of "Names" whose names are a deployment's own, and what core/names.ts says for each. */
const ROWS: Record<string, (names: DeploymentNames) => string[]> = {
  stack: ({ stack }) => [stack],
  buckets: ({ buckets }) => Object.values(buckets),
  "Glue databases": ({ databases }) => Object.values(databases),
  "Glue jobs": ({ stagingJob, martJob, pullJob, maintenanceJob }) => [
    stagingJob("shop_orders"),
    martJob("fact_sales"),
    pullJob("shop_orders"),
    maintenanceJob,
  ],
  "Glue connections, schedules of pulls and of maintenance": ({ connection, pullSchedule, maintenanceSchedule }) => [
    connection("erp"),
    pullSchedule("shop_orders"),
    maintenanceSchedule,
  ],
  "crawlers, their classifiers": ({ crawler, classifier }) => [crawler("shop_orders"), classifier("shop_orders")],
  "state machines": ({ stateMachines }) => Object.values(stateMachines),
  Lambdas: ({ lambdas }) => Object.values(lambdas),
  roles: ({ roles }) => Object.values(roles),
  ledger: ({ ledger }) => [ledger],
  "topic of failures, DLQ of events, rule": ({ topic, deadLetterQueue, rule }) => [topic, deadLetterQueue, rule],
  alarms: ({ alarms }) => Object.values(alarms),
  "QuickSight: data source; data sets and analyses": ({ quickSight, quickSightOf }) => [
    quickSight,
    quickSightOf("fact_sales"),
  ],
  "notebook instance and its lifecycle configuration": ({ notebook }) => [notebook],
  "what reads the marts: policy": ({ readerPolicy }) => [readerPolicy],
  "what delivers files: policy": ({ uploaderPolicy }) => [uploaderPolicy],
  "log groups of jobs": ({ logGroups: { "raw-crawler": _, ...ofJobs } }) => Object.values(ofJobs),
  "log group of crawlers": ({ logGroups }) => [logGroups["raw-crawler"]],
  "workgroup, Glue security configuration, alias of the key": ({ workgroup, securityConfiguration, keyAlias }) => [
    workgroup,
    securityConfiguration,
    keyAlias,
  ],
};

const page = readFileSync(join(process.cwd(), "docs/interfaces.md"), "utf8");
const section = page.slice(page.indexOf("## Names"), page.indexOf("\n## ", page.indexOf("## Names") + 1));
const table = Object.fromEntries(
  [...section.matchAll(/^\| ([^|]+) \| (.+) \|$/gm)]
    .map(([, thing = "", name = ""]) => [thing, name] as const)
    .filter(([, name]) => name.includes("<service>")),
);

const spans = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, span = ""]) => span);

/** `..., layer: `raw`, `staging`; ...`: the word and what it stands for. "every lambda" is the values of that word's row. */
function valuesOf(cell: string): [word: string, values: string[]] | undefined {
  const [, word = "", list = ""] = /, (\w+): ([^;]+)/.exec(cell) ?? [];
  if (!word) return undefined;
  const others = [...list.matchAll(/every (\w+)/g)].flatMap(([, other]) => {
    const row = Object.values(table).find((text) => text.includes(`, ${other}: `));
    return valuesOf(row ?? "")?.[1] ?? [`no row lists every ${other}`];
  });
  return [word, [...others, ...spans(list)]];
}

/** Every name that a cell of the table stands for. */
function namesOn(cell: string): string[] {
  const known: Record<string, string> = { ...PLACE, ...DEFINED };
  const filled = (pattern: string) => pattern.replaceAll(/<(\w+)>/g, (whole, word) => known[word] ?? whole);
  const list = valuesOf(cell);
  const patterns = spans(list ? cell.slice(0, cell.indexOf(`, ${list[0]}:`)) : cell).map(filled);
  return list
    ? patterns.flatMap((pattern) => list[1].map((value) => pattern.replace(`<${list[0]}>`, value)))
    : patterns;
}

describe("names of a deployment", () => {
  const names = namesOf(PLACE);

  test.each(Object.keys(table))("docs/interfaces.md and core/names.ts agree on: %s", (thing) => {
    expect(ROWS[thing]?.(names).sort()).toEqual(namesOn(table[thing] as string).sort());
  });

  test("all of them are on the page", () => {
    expect(Object.keys(table).sort()).toEqual(Object.keys(ROWS).sort());
    const shown = new Set(Object.values(ROWS).flatMap((row) => row(names)));
    const { stagingJob, martJob, pullJob, pullSchedule, connection, crawler, classifier, ...others } = names;
    const { namedQuery, quickSightOf, prefix, ...rest } = others;
    const all = Object.values(rest).flatMap((name) => (typeof name === "string" ? [name] : Object.values(name)));
    expect(all.filter((name) => !shown.has(name))).toEqual([]);
  });

  test("two services, stages, accounts or regions share no bucket", () => {
    const bucketsOf = (place: Partial<typeof PLACE>) => Object.values(namesOf({ ...PLACE, ...place }).buckets);
    for (const other of [{ service: "other" }, { stage: "prod" }, { account: "1" }, { region: "cn-north-1" }])
      expect(bucketsOf({}).filter((name) => bucketsOf(other).includes(name))).toEqual([]);
  });

  test("those that AWS would refuse for their length are told, each with its length", () => {
    expect(tooLong(names)).toEqual([]);
    const long = namesOf({ ...PLACE, service: "enterprisedatawarehouseseux" });
    expect(tooLong(long)).toEqual([
      "buckets: enterprisedatawarehouseseux-dev-quarantine-123456789012-eu-west-1 has 65 characters, expected at most 63",
    ]);
  });

  test.each([
    ["eu-west-1", "aws"],
    ["cn-northwest-1", "aws-cn"],
    ["us-gov-east-1", "aws-us-gov"],
  ])("the ARNs of %s are in the partition %s", (region, partition) => expect(partitionOf(region)).toBe(partition));
});
