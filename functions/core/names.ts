/** Every name of a deployment, once: docs/interfaces.md shows them, and tests/core/names.test.ts holds page and code together. */

const LAMBDAS = [
  "plan-run",
  "claim-load",
  "validate-file",
  "claim-date",
  "gather-parts",
  "take-loads",
  "record-turn",
  "record-load",
  "record-crawl",
  "plan-marts",
  "take-dates",
  "record-mart",
  "complete-run",
  "plan-pull",
  "judge-pull",
] as const;
const STATE_MACHINES = ["pipeline", "load-file", "pull-table", "maintain-tables"] as const;
/** Roles that are made only where a stage asks for what has them. */
const READERS = ["quicksight", "notebook"] as const;
const ROLES = [
  ...LAMBDAS,
  ...STATE_MACHINES,
  "file-landed-rule",
  "staging-job",
  "mart-job",
  "raw-crawler",
  "pull-job",
  "pull-schedule",
  "maintenance-job",
  "maintenance-schedule",
  ...READERS,
] as const;
/** What jobs print, and what Spark logs, by the role of the job. */
const JOB_LOGS = [
  "staging-job-output",
  "staging-job-error",
  "mart-job-output",
  "mart-job-error",
  "maintenance-job-output",
  "maintenance-job-error",
  "pull-job-output",
  "pull-job-error",
] as const;
const BUCKETS = ["raw", "staging", "mart", "quarantine", "logs"] as const;
const DATABASES = ["raw", "staging", "mart"] as const;
const ALARMS = [
  "undelivered-events",
  "runs-timed-out",
  "runs-failed",
  "runs-aborted",
  "loads-failed",
  "loads-aborted",
  "pulls-timed-out",
  "pulls-failed",
  "pulls-aborted",
  "maintenance-timed-out",
  "maintenance-failed",
  "maintenance-aborted",
] as const;

/** What the names of a deployment are made of. CloudFormation's own variables will do for region and account. */
export interface Place {
  /** `service` of serverless.yml */
  service: string;
  stage: string;
  region: string;
  account: string;
}

/** What a service and a stage may be called: both are part of the names of Glue databases, which SQL says without quotes. */
export const isNamePart = (text: string): boolean => /^[a-z][a-z0-9]*$/.test(text);

/** The partition of AWS that a region is in, as ARNs have it. */
export const partitionOf = (region: string): string =>
  PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? "aws";
const PARTITIONS = [
  ["cn-", "aws-cn"],
  ["us-gov-", "aws-us-gov"],
  ["us-isob-", "aws-iso-b"],
  ["us-iso-", "aws-iso"],
] as const;

/** An object with a name for each of `parts`. */
function each<Part extends string>(parts: readonly Part[], name: (part: Part) => string): Record<Part, string> {
  return Object.fromEntries(parts.map((part) => [part, name(part)])) as Record<Part, string>;
}

/** Names of what is made for each table and each mart. `prefix` is `<service>-<stage>`, which a Lambda finds in PREFIX. */
export const definitionNames = (prefix: string) => ({
  /** `table` is a table's name, such as `shop_orders` */
  stagingJob: (table: string) => `${prefix}-staging-${table}`,
  crawler: (table: string) => `${prefix}-raw-${table}`,
  classifier: (table: string) => `${prefix}-${table}`,
  martJob: (mart: string) => `${prefix}-mart-${mart}`,
  /** The ids of a mart's data set, and of its analysis */
  quickSightOf: (mart: string) => `${prefix}-${mart}`,
  /** `shows` is what the query shows, such as `newest rows`; the workgroup keeps the names of stages apart */
  namedQuery: (mart: string, shows: string) => `${mart}: ${shows}`,
  pullJob: (table: string) => `${prefix}-pull-${table}`,
  pullSchedule: (table: string) => `${prefix}-pull-${table}`,
  connection: (connection: string) => `${prefix}-${connection}`,
});

/** The mart that a name of SQL means: `mart.fact_sales` -> `fact_sales`. */
export const martOf = (name: string): string => name.replace(/^mart\./, "");

/** Log groups of jobs and crawlers. Glue names them by security configuration and role, those of jobs below `/aws-glue/<prefix>`. */
const logGroupsOf = (prefix: string, region: string) => ({
  ...each(JOB_LOGS, (log) => {
    const [, role, stream] = /^(.+)-(\w+)$/.exec(log) as string[];
    return `/aws-glue/${prefix}/${prefix}-role/${prefix}-${role}-${region}/${stream}`;
  }),
  "raw-crawler": `/aws-glue/crawlers-role/${prefix}-raw-crawler-${region}-${prefix}`,
});

/** Every name of the deployment in that place. */
export function namesOf({ service, stage, region, account }: Place) {
  const prefix = `${service}-${stage}`;
  return {
    prefix,
    stack: prefix,
    // The names of buckets and roles are not of one region alone: the region keeps the deployments of a stage apart.
    buckets: each(BUCKETS, (layer) => `${prefix}-${layer}-${account}-${region}`),
    databases: each(DATABASES, (layer) => `${service}_${stage}_${layer}`),
    stateMachines: each(STATE_MACHINES, (machine) => `${prefix}-${machine}`),
    lambdas: each(LAMBDAS, (lambda) => `${prefix}-${lambda}`),
    roles: each(ROLES, (part) => `${prefix}-${part}-${region}`),
    ledger: `${prefix}-ledger`,
    topic: `${prefix}-failures`,
    deadLetterQueue: `${prefix}-events-dlq`,
    rule: `${prefix}-file-landed`,
    alarms: each(ALARMS, (alarm) => `${prefix}-${alarm}`),
    workgroup: prefix,
    maintenanceJob: `${prefix}-maintenance`,
    maintenanceSchedule: `${prefix}-maintenance`,
    quickSight: prefix,
    notebook: prefix,
    readerPolicy: `${prefix}-reader-${region}`,
    uploaderPolicy: `${prefix}-uploader-${region}`,
    securityConfiguration: prefix,
    keyAlias: `alias/${prefix}`,
    logGroups: logGroupsOf(prefix, region),
    ...definitionNames(prefix),
  };
}

export type DeploymentNames = ReturnType<typeof namesOf>;

/** How many characters AWS allows for the names that service and stage make long. */
const LONGEST: Partial<Record<keyof DeploymentNames, number>> = {
  buckets: 63,
  roles: 64,
  lambdas: 64,
  rule: 64,
  stateMachines: 80,
  deadLetterQueue: 80,
};

/** A sentence for each kind of name of which AWS would refuse the longest; none is the rule. */
export function tooLong(names: DeploymentNames): string[] {
  return Object.entries(LONGEST).flatMap(([kind, longest]) => {
    const [name = ""] = listed(names[kind as keyof DeploymentNames]).sort((a, b) => b.length - a.length);
    if (name.length <= longest) return [];
    return [`${kind}: ${name} has ${name.length} characters, expected at most ${longest}`];
  });
}

const listed = (names: DeploymentNames[keyof DeploymentNames]): string[] =>
  typeof names === "string" ? [names] : Object.values(names);
