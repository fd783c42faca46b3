import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { runCommand } from "../core/commands";
import type { RandomAccess } from "../core/validation/read";
import { RawReadError } from "./errors";

const s3 = new S3Client({});

/** One version of one S3 object; `version_id` is null in an unversioned bucket. */
export interface ObjectVersion {
  bucket: string;
  key: string;
  version_id: string | null;
}

const address = ({ bucket, key, version_id }: ObjectVersion) => ({
  Bucket: bucket,
  Key: key,
  ...(version_id === null ? {} : { VersionId: version_id }),
});

/**
 * The bytes of exactly that version, requested when the reading begins. Throws S3's NoSuchKey or NoSuchVersion if it is gone.
 * @throws RawReadError
 */
export async function* readObjectVersion(version: ObjectVersion): AsyncIterable<Uint8Array> {
  const { Body } = await s3.send(new GetObjectCommand(address(version)));
  if (!Body) throw brokenOff(version, new Error("S3 answered without a body"));
  try {
    yield* Body as unknown as AsyncIterable<Uint8Array>;
  } catch (cause) {
    throw brokenOff(version, cause);
  }
}

/** The SDK retries a request, but not the reading of its response. */
const brokenOff = ({ bucket, key }: ObjectVersion, cause: unknown) =>
  new RawReadError(
    `Reading s3://${bucket}/${key} broke off: ${(cause as Error).message}. If it happens again: ${runCommand({ key })}`,
    { cause },
  );

/** Random access to the bytes of a version. Each slice is a request. @throws RawReadError */
export function randomAccess(version: ObjectVersion, size: number): RandomAccess {
  return {
    byteLength: size,
    async slice(start, end = size) {
      if (start >= end) return new ArrayBuffer(0);
      const Range = `bytes=${start}-${end - 1}`;
      const { Body } = await s3.send(new GetObjectCommand({ ...address(version), Range }));
      const bytes = await Body?.transformToByteArray().catch((cause) => Promise.reject(brokenOff(version, cause)));
      // A parquet reader would take bytes of another range for those it asked for.
      if (bytes?.byteLength !== end - start)
        throw brokenOff(version, new Error(`${bytes?.byteLength ?? 0} bytes came for the ${end - start} of ${Range}`));
      return new Uint8Array(bytes).buffer; // a copy, since a Buffer may share a larger ArrayBuffer
    },
  };
}

/** Size, ETag (without quotes) and LastModified (ISO 8601, UTC) of a version; of the newest version if `version_id` is null. */
export async function headVersion(
  version: ObjectVersion,
): Promise<{ size: number; etag: string; loaded_at: string; version_id: string | null }> {
  const {
    ContentLength = 0,
    ETag = "",
    LastModified,
    VersionId,
  } = await s3.send(new HeadObjectCommand(address(version)));
  if (!LastModified) throw new TypeError(`S3 described s3://${version.bucket}/${version.key} without LastModified.`);
  return {
    size: ContentLength,
    etag: ETag.replaceAll('"', ""),
    loaded_at: LastModified.toISOString(),
    version_id: VersionId && VersionId !== "null" ? VersionId : null,
  };
}

export async function putJson(bucket: string, key: string, value: unknown): Promise<void> {
  const Body = `${JSON.stringify(value, null, 2)}\n`;
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body, ContentType: "application/json" }));
}

/** Parses a JSON object of S3. Rejects with NoSuchKey, or a SyntaxError that names the object. */
export async function readJson<T>(bucket: string, key: string): Promise<T> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  const text = (await Body?.transformToString()) ?? "";
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw new SyntaxError(`s3://${bucket}/${key} is not JSON: ${(cause as Error).message}`, { cause });
  }
}
