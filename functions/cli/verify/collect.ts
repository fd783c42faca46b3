import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { DescribeTableCommand, DynamoDBClient, ListTagsOfResourceCommand } from "@aws-sdk/client-dynamodb";
import { GetTagsCommand, GlueClient } from "@aws-sdk/client-glue";
import { GetBucketTaggingCommand, HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { partitionOf } from "../../core/names";
import { runQuery } from "../athena";
import type { Stage } from "../environment";
import type { SeenJobLog, SeenLogGroup, SeenRelation, SeenTags } from "./evidence";

/** What of pulls a stage without a connection to a database does not have. */
const OF_PULLS = ["pull-table", "plan-pull", "judge-pull", "pull-job-output", "pull-job-error"];

/** The state machines, Lambdas and log groups that a stage has, of these by their names in the code. */
export const deployed = <T extends string>(names: Record<T, string>, pulls: boolean): [T, string][] =>
  (Object.entries(names) as [T, string][]).filter(([name]) => pulls || !OF_PULLS.includes(name));

/** Log groups that a stage has, whoever makes them. */
export const logGroupNames = ({ names }: Stage, pulls: boolean): string[] => [
  ...deployed(names.stateMachines, pulls).map(([, machine]) => `/aws/vendedlogs/states/${machine}`),
  ...deployed(names.lambdas, pulls).map(([, lambda]) => `/aws/lambda/${lambda}`),
  ...deployed(names.logGroups, pulls).map(([, group]) => group),
];

export async function seenLogGroups(stage: Stage, pulls: boolean): Promise<SeenLogGroup[]> {
  const client = new CloudWatchLogsClient({});
  const seen: SeenLogGroup[] = [];
  for (const name of logGroupNames(stage, pulls)) {
    const { logGroups = [] } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }));
    const group = logGroups.find(({ logGroupName }) => logGroupName === name);
    seen.push({
      name,
      found: group ? { days: group.retentionInDays ?? null, key: Boolean(group.kmsKeyId) } : null,
    });
  }
  return seen;
}

/** Whether a staging job that has failed logged where the stage has a group for it. */
export async function seenJobLogs({ names }: Stage): Promise<SeenJobLog[]> {
  const name = names.logGroups["staging-job-error"];
  const { logStreams = [] } = await new CloudWatchLogsClient({})
    .send(new DescribeLogStreamsCommand({ logGroupName: name, limit: 1 }))
    .catch(withoutGroup);
  return [{ name, has_stream: logStreams.length > 0 }];
}

/** A group that is not there has no stream; another claim says that it is not there. */
function withoutGroup(error: Error): { logStreams?: [] } {
  if (error.name !== "ResourceNotFoundException") throw error;
  return {};
}

/** The rows of each relation, as SQL names it; `where` limits them. */
export async function seenRelations(names: string[], stage: Stage, where = ""): Promise<SeenRelation[]> {
  const seen = names.map(async (name) => {
    try {
      const { rows } = await runQuery(`select count(*) from ${name}${where}`, stage);
      return { name, rows: Number(rows[0]?.[0] ?? 0), problem: null };
    } catch (error) {
      return { name, rows: null, problem: (error as Error).message };
    }
  });
  return Promise.all(seen);
}

/** Which of these keys are in the bucket. */
export async function seenKeys(bucket: string, keys: string[]): Promise<string[]> {
  const client = new S3Client({});
  const seen: string[] = [];
  for (const Key of keys) {
    try {
      await client.send(new HeadObjectCommand({ Bucket: bucket, Key }));
      seen.push(Key);
    } catch (error) {
      if (!["NotFound", "NoSuchKey"].includes((error as Error).name)) throw error;
    }
  }
  return seen;
}

/** The tags of one resource of each kind that has them of its own. `job` is a Glue job of the stage. */
export async function seenTags({ names, region, account }: Stage, job: string): Promise<SeenTags[]> {
  const dynamo = new DynamoDBClient({});
  const { Table } = await dynamo.send(new DescribeTableCommand({ TableName: names.ledger }));
  const arn = `arn:${partitionOf(region)}:glue:${region}:${account}:job/${job}`;
  const [bucket, ledger, glue] = await Promise.all([
    new S3Client({}).send(new GetBucketTaggingCommand({ Bucket: names.buckets.raw })).catch(withoutTags),
    dynamo.send(new ListTagsOfResourceCommand({ ResourceArn: Table?.TableArn })),
    new GlueClient({}).send(new GetTagsCommand({ ResourceArn: arn })),
  ]);
  const plain = (tags: { Key?: string | undefined; Value?: string | undefined }[] = []) =>
    Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [Key, Value]));
  return [
    { resource: names.buckets.raw, tags: plain(bucket.TagSet) },
    { resource: names.ledger, tags: plain(ledger.Tags) },
    { resource: job, tags: glue.Tags ?? {} },
  ];
}

/** S3 has an error for a bucket without tags. */
function withoutTags(error: Error): { TagSet: [] } {
  if (error.name !== "NoSuchTagSet") throw error;
  return { TagSet: [] };
}

/** Whether a stack of that name is there. */
export async function isThere(stack: string): Promise<boolean> {
  try {
    const { Stacks = [] } = await new CloudFormationClient({}).send(new DescribeStacksCommand({ StackName: stack }));
    return Stacks.some(({ StackStatus }) => StackStatus !== "DELETE_COMPLETE");
  } catch (error) {
    if (/does not exist/.test((error as Error).message)) return false;
    throw error;
  }
}
