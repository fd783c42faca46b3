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

/** S3 copies at most 5 GB in one request, and parts of at most as much. */
const COPY_LIMIT = 5 * 10 ** 9;

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
