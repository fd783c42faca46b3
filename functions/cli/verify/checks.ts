import type { Evidence, SeenRelation } from "./evidence";

/** A claim that only AWS can settle, and what was found. */
export interface Check {
  claim: string;
  /** null: there was nothing to judge by */
  passed: boolean | null;
  found: string;
}

/** Every claim about the deployment that was seen. */
export function checksOf(evidence: Evidence): Check[] {
  return [
    goodFiles(evidence),
    badFile(evidence),
    errorNames(evidence),
    logGroups(evidence),
    jobLogs(evidence),
    answers("tables, views and marts answer in Athena", evidence.relations),
    answers("raw shows the days of the files without a crawl of its own", evidence.partitions),
    pulls(evidence),
    tags(evidence),
    removal(evidence),
  ];
}

export const failed = (checks: Check[]): Check[] => checks.filter(({ passed }) => passed === false);

function goodFiles({ files }: Evidence): Check {
  const good = files.filter((file) => file.good);
  const bad = good.filter(({ status }) => status !== "LOADED" && status !== "ALREADY LOADED");
  return {
    claim: "good files are loaded, and marts are built of them",
    ...judged(
      good.length,
      bad.map(({ key, status, reason }) => `${key} is ${status}${reason ? ` (${reason})` : ""}`),
      `${good.length} loaded, built ${listed([...new Set(good.flatMap(({ marts }) => marts))])}`,
    ),
  };
}

function badFile({ files, quarantined }: Evidence): Check {
  const bad = files.filter((file) => !file.good);
  const problems = bad.flatMap(({ key, status }) => [
    ...(status === "REJECTED" ? [] : [`${key} is ${status}, expected REJECTED`]),
    ...[key, `${key}.rejection.json`].filter((each) => !quarantined.includes(each)).map((each) => `no ${each}`),
  ]);
  return {
    claim: "a bad file is rejected, and is in quarantine with the reason beside it",
    ...judged(bad.length, problems, listed(quarantined)),
  };
}

function errorNames({ failure }: Evidence): Check {
  const claim = "an error keeps its name through Glue";
  if (!failure) return { claim, passed: null, found: "no job run was started to fail" };
  const { job, text, read, own } = failure;
  if (own === null)
    return { claim, passed: false, found: `the job ${job} left no failure document; Glue says: ${text}` };
  const names = read === own ? own : `the job says ${own}, Glue's text is read as ${read}`;
  return { claim, passed: read === own, found: `${names}; Glue says: ${text}` };
}

function logGroups({ log_groups }: Evidence): Check {
  const problems = log_groups.flatMap(({ name, found }) => {
    if (!found) return [`${name} is not there`];
    return [
      ...(found.days === null ? [`${name} never expires`] : []),
      ...(found.key ? [] : [`${name} is not under the stage's key`]),
    ];
  });
  return {
    claim: "every log group is there, expires, and is under the stage's key",
    ...judged(log_groups.length, problems, `${log_groups.length} log groups`),
  };
}

function jobLogs({ job_logs }: Evidence): Check {
  const empty = job_logs.filter(({ has_stream }) => !has_stream);
  const problems = empty.map(({ name }) => `${name} has no stream: Glue logs elsewhere`);
  return { claim: "jobs log where the stage has groups for them", ...judged(job_logs.length, problems, "they do") };
}

function answers(claim: string, relations: SeenRelation[]): Check {
  const problems = relations.flatMap(({ name, rows, problem }) => {
    if (problem !== null) return [`${name}: ${problem}`];
    return rows ? [] : [`${name} has no rows`];
  });
  return {
    claim,
    ...judged(relations.length, problems, relations.map(({ name, rows }) => `${name} ${rows}`).join(", ")),
  };
}

function pulls({ pulls: seen }: Evidence): Check {
  const problems = seen.flatMap(({ table, problem }) => (problem === null ? [] : [`${table}: ${problem}`]));
  return {
    claim: "tables are pulled from their databases, and loaded",
    ...judged(seen.length, problems, seen.map(({ table, found }) => `${table} ${found}`).join("; ")),
  };
}

function tags({ tags: seen, stage }: Evidence): Check {
  const problems = seen
    .filter((each) => each.tags.stage !== stage)
    .map(({ resource, tags: found }) => `${resource} has the tag stage ${found.stage ?? "not at all"}`);
  return {
    claim: "resources have the tags of the stack",
    ...judged(seen.length, problems, seen.map(({ resource }) => resource).join(", ")),
  };
}

function removal({ removed, stage }: Evidence): Check {
  const claim = "the stage is removed, and nothing of it is left";
  if (removed === null) return { claim, passed: null, found: `${stage} was to stay` };
  return { claim, passed: removed, found: removed ? "the stack is gone" : "the stack is still there" };
}

/** Without anything to judge there is no verdict. */
function judged(number: number, problems: string[], good: string): Pick<Check, "passed" | "found"> {
  if (number === 0) return { passed: null, found: "there was nothing to look at" };
  return { passed: problems.length === 0, found: problems.length === 0 ? good : problems.join("; ") };
}

const listed = (names: string[]) => names.join(", ") || "nothing";
