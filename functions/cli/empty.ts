import { PutBucketLoggingCommand, S3Client } from "@aws-sdk/client-s3";
import { emptyBucket } from "../aws/empty";
import { findBuckets, type StackBucket } from "../aws/stack";
import type { Stage } from "./environment";
import { UsageError } from "./errors";
import { confirmed } from "./run/confirm";

const LOGS = "LogBucket";

/**
 * Deletes everything in the buckets of a stage, every version of it, once a person has agreed. Returns whether that was done.
 * @throws UsageError where the stage is to keep its data, or nobody can be asked
 */
export async function emptyStage(
  { name, names }: Stage,
  agreed: boolean,
  tell: (line: string) => void,
): Promise<boolean> {
  const buckets = await findBuckets(names.stack);
  if (!buckets) throw new UsageError(`There is no stack ${names.stack}: correct --stage or AWS_REGION.`);
  const kept = buckets.filter((bucket) => bucket.kept);
  if (kept.length > 0)
    throw new UsageError(
      `The stage ${name} keeps its data when it is removed (removal_policy of serverless.yml), so nothing was emptied: ${listed(kept)}. If the data is to go, set removal_policy: Delete for the stage, deploy it, then remove it.`,
    );
  const question = {
    unattended: `Every object in ${listed(buckets)} would be deleted, all versions included: confirm it with --yes.`,
    text: `Delete every object in ${listed(buckets)}, all versions included?`,
  };
  if (!agreed && !(await confirmed(question))) return false;
  const client = new S3Client({});
  await stopAccessLogs(client, buckets);
  for (const { name: bucket } of lastLogs(buckets))
    tell(`Emptied ${bucket}: ${(await emptyBucket(client, bucket)).toLocaleString("en")} versions`);
  return true;
}

const listed = (buckets: StackBucket[]) => buckets.map(({ name }) => name).join(", ");

/** Emptying a bucket is logged, too: no log may come after the log bucket is empty. */
async function stopAccessLogs(client: S3Client, buckets: StackBucket[]): Promise<void> {
  for (const { id, name } of buckets)
    if (id !== LOGS) await client.send(new PutBucketLoggingCommand({ Bucket: name, BucketLoggingStatus: {} }));
}

const lastLogs = (buckets: StackBucket[]) => buckets.toSorted((a, b) => Number(a.id === LOGS) - Number(b.id === LOGS));
