import { createHash } from "node:crypto";

/** The id of one version of one object, 32 hex digits. In an unversioned bucket the ETag takes the place of the version. */
export function loadId(version: { bucket: string; key: string; version_id: string | null; etag: string }): string {
  const { bucket, key, version_id, etag } = version;
  return createHash("sha256")
    .update([bucket, key, version_id ?? etag].join("\0"))
    .digest("hex")
    .slice(0, 32);
}
