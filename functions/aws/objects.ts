import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import type { Rejection } from "../core/definitions/types";
import { environment } from "./environment";

const s3 = new S3Client({});

/** One version of one S3 object; `version_id` is null in an unversioned bucket. */
export interface ObjectVersion {
  bucket: string;
  key: string;
  version_id: string | null;
}

/** S3 copies at most 5 GB in one request, and parts of at most as much. */
const COPY_LIMIT = 5 * 10 ** 9;

const address = ({ bucket, key, version_id }: ObjectVersion) => ({
  Bucket: bucket,
  Key: key,
  ...(version_id === null ? {} : { VersionId: version_id }),
});

/** The bytes of exactly that version, as a stream. Rejects with S3's NoSuchKey or NoSuchVersion when it is gone. */
export async function readObjectVersion(version: ObjectVersion): Promise<AsyncIterable<Uint8Array>> {
  const { Body } = await s3.send(new GetObjectCommand(address(version)));
  if (!Body) throw new Error(`s3://${version.bucket}/${version.key} was answered without a body`);
  return Body as unknown as AsyncIterable<Uint8Array>;
}

/** Size, ETag (without quotes) and LastModified (ISO 8601, UTC) of a version; of the newest one when `version_id` is null. */
export async function headVersion(
  version: ObjectVersion,
): Promise<{ size: number; etag: string; loaded_at: string; version_id: string | null }> {
  const {
    ContentLength = 0,
    ETag = "",
    LastModified,
    VersionId,
  } = await s3.send(new HeadObjectCommand(address(version)));
  if (!LastModified) throw new Error(`s3://${version.bucket}/${version.key} was answered without LastModified`);
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

/**
 * Copies a rejected version to the quarantine bucket under its own key, and its rejection beside it, in this order:
 * where there is a reason, there is the file. Doing it again changes nothing.
 */
export async function quarantine(version: ObjectVersion, rejection: Rejection): Promise<void> {
  const bucket = environment("QUARANTINE_BUCKET");
  await copyVersion(version, { bucket, key: version.key });
  await putJson(bucket, `${version.key}.rejection.json`, rejection);
}

/** Copies one version without reading it here. `partSize` (bytes) is how much one request copies. */
export async function copyVersion(
  from: ObjectVersion,
  to: { bucket: string; key: string },
  partSize = COPY_LIMIT,
): Promise<void> {
  const target = { Bucket: to.bucket, Key: to.key };
  const { size } = await headVersion(from);
  if (size <= partSize) await s3.send(new CopyObjectCommand({ ...target, CopySource: copySource(from) }));
  else await copyInParts(target, copySource(from), size, partSize);
}

async function copyInParts(
  target: { Bucket: string; Key: string },
  CopySource: string,
  size: number,
  partSize: number,
) {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(target));
  const upload = { ...target, UploadId };
  try {
    const Parts = [];
    for (let start = 0, PartNumber = 1; start < size; start += partSize, PartNumber += 1) {
      const CopySourceRange = `bytes=${start}-${Math.min(start + partSize, size) - 1}`;
      const { CopyPartResult } = await s3.send(
        new UploadPartCopyCommand({ ...upload, CopySource, CopySourceRange, PartNumber }),
      );
      Parts.push({ PartNumber, ETag: CopyPartResult?.ETag });
    }
    await s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
  } catch (error) {
    await s3.send(new AbortMultipartUploadCommand(upload));
    throw error;
  }
}

/** The one header of S3 that its clients do not encode: a key may hold spaces, `%`, `?` or any letter. */
export function copySource({ bucket, key, version_id }: ObjectVersion): string {
  const path = `${bucket}/${key}`.split("/").map(encodeURIComponent).join("/");
  return version_id === null ? path : `${path}?versionId=${encodeURIComponent(version_id)}`;
}
