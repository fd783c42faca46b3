import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  S3Client,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { headVersion, type ObjectVersion } from "./objects";

const s3 = new S3Client({});

/** The smallest part in bytes. S3 takes at most 10,000 parts of an object, each of at most 5 GB. */
const PART = 128 * 2 ** 20;
const MOST_PARTS = 10_000;
const SIDE_BY_SIDE = 16;

type Target = { Bucket: string; Key: string };

/**
 * Copies a version within S3, so that its bytes do not pass through here. A large object is copied in parts, several at
 * a time.
 */
export async function copyVersion(from: ObjectVersion, to: { bucket: string; key: string }): Promise<void> {
  const target = { Bucket: to.bucket, Key: to.key };
  const { size } = await headVersion(from);
  if (size <= PART) await s3.send(new CopyObjectCommand({ ...target, CopySource: copySource(from) }));
  else await copyInParts(target, copySource(from), size);
}

async function copyInParts(target: Target, CopySource: string, size: number): Promise<void> {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(target));
  const upload = { ...target, UploadId };
  const ranges = partsOf(size);
  const copyPart = async (CopySourceRange: string, at: number) => {
    const part = { ...upload, CopySource, CopySourceRange, PartNumber: at + 1 };
    const { CopyPartResult } = await s3.send(new UploadPartCopyCommand(part));
    return { PartNumber: at + 1, ETag: CopyPartResult?.ETag };
  };
  try {
    const Parts = [];
    for (let at = 0; at < ranges.length; at += SIDE_BY_SIDE) {
      const some = ranges.slice(at, at + SIDE_BY_SIDE);
      Parts.push(...(await Promise.all(some.map((range, index) => copyPart(range, at + index)))));
    }
    await s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
  } catch (error) {
    await s3.send(new AbortMultipartUploadCommand(upload));
    throw error;
  }
}

/** The ranges of bytes that the parts of an object cover, in S3's notation and in order. */
function partsOf(size: number): string[] {
  const length = Math.max(PART, Math.ceil(size / MOST_PARTS));
  return Array.from({ length: Math.ceil(size / length) }, (_, part) => {
    return `bytes=${part * length}-${Math.min((part + 1) * length, size) - 1}`;
  });
}

/**
 * The header `x-amz-copy-source`, the only one that S3's clients do not encode. A key may hold spaces, `%`, `?` or any
 * letter.
 */
export function copySource({ bucket, key, version_id }: ObjectVersion): string {
  const path = `${bucket}/${key}`.split("/").map(encodeURIComponent).join("/");
  return version_id === null ? path : `${path}?versionId=${encodeURIComponent(version_id)}`;
}
