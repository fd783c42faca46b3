import { ListObjectVersionsCommand, type ListObjectVersionsCommandOutput, S3Client } from "@aws-sdk/client-s3";
import { ObjectNotFoundError } from "../core/run/errors";
import type { RawObject } from "../core/run/plan";
import { headVersion, type ObjectVersion } from "./objects";

const s3 = new S3Client({});

/**
 * The size, ETag and date of a version; of the newest version if `version_id` is null.
 * @throws ObjectNotFoundError
 */
export async function findObject(version: ObjectVersion, sequencer: string): Promise<RawObject> {
  try {
    return { ...version, sequencer, ...(await headVersion(version)) };
  } catch (cause) {
    const { name, $metadata } = cause as { name: string; $metadata?: { httpStatusCode?: number } };
    if ($metadata?.httpStatusCode !== 404 && name !== "NotFound") throw cause;
    const which = version.version_id === null ? "" : ` (version ${version.version_id})`;
    throw new ObjectNotFoundError(
      `s3://${version.bucket}/${version.key}${which} does not exist, or no longer does: upload the file again.`,
      { cause },
    );
  }
}

/** The newest version of every file of `table` in the folder of `date`, and of those in the table's own folder. */
export async function listNewest(bucket: string, table: string, date: string): Promise<RawObject[]> {
  const dated = await listVersions(bucket, `${table}/dt=${date}/`);
  const loose = await listVersions(bucket, `${table}/`, "/");
  // S3 lists the versions of a key newest first.
  const newest = new Map([...dated, ...loose].reverse().map((object) => [object.key, object]));
  return [...newest.values()].reverse();
}

/** Every version below `prefix`, except those of deleted keys: a file that was deleted from raw stays out of a replay. */
export async function listVersions(bucket: string, prefix: string, delimiter?: string): Promise<RawObject[]> {
  const found: RawObject[] = [];
  const deleted = new Set<string | undefined>();
  for await (const { DeleteMarkers = [], Versions = [] } of versionPages(bucket, prefix, delimiter)) {
    for (const { Key } of DeleteMarkers.filter(({ IsLatest }) => IsLatest)) deleted.add(Key);
    found.push(...Versions.map((version) => rawObject(bucket, version)));
  }
  return found.filter(({ key }) => !deleted.has(key));
}

/** The SDK has no paginator for this call. */
async function* versionPages(
  Bucket: string,
  Prefix: string,
  Delimiter: string | undefined,
): AsyncGenerator<ListObjectVersionsCommandOutput> {
  let next: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
  while (next) {
    const page: ListObjectVersionsCommandOutput = await s3.send(
      new ListObjectVersionsCommand({ Bucket, Prefix, Delimiter, ...next }),
    );
    yield page;
    const { IsTruncated, NextKeyMarker, NextVersionIdMarker } = page;
    next = IsTruncated
      ? {
          ...(NextKeyMarker ? { KeyMarker: NextKeyMarker } : {}),
          ...(NextVersionIdMarker ? { VersionIdMarker: NextVersionIdMarker } : {}),
        }
      : undefined;
  }
}

type Version = NonNullable<ListObjectVersionsCommandOutput["Versions"]>[number];

function rawObject(bucket: string, { Key = "", VersionId, ETag = "", Size = 0, LastModified }: Version): RawObject {
  const version_id = VersionId && VersionId !== "null" ? VersionId : null;
  const loaded_at = (LastModified as Date).toISOString();
  return { bucket, key: Key, version_id, etag: ETag.replaceAll('"', ""), size: Size, sequencer: "", loaded_at };
}
