import { createHash } from "node:crypto";

/** 32 hex digits that name one version of one object; the etag stands in for the version in an unversioned bucket. */
export function loadId(version: { bucket: string; key: string; version_id: string | null; etag: string }): string {
  const { bucket, key, version_id, etag } = version;
  return createHash("sha256")
    .update([bucket, key, version_id ?? etag].join("\0"))
    .digest("hex")
    .slice(0, 32);
}
