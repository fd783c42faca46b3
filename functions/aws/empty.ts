import { DeleteObjectsCommand, ListObjectVersionsCommand, type S3Client } from "@aws-sdk/client-s3";
import { DeletionError } from "./errors";

/**
 * Deletes every version and every delete marker below a prefix, which CloudFormation asks for before it deletes a bucket.
 * Returns how many there were.
 * @throws DeletionError that names the first object which S3 did not delete
 */
export async function emptyBucket(client: S3Client, Bucket: string, Prefix = ""): Promise<number> {
  for (let deleted = 0; ; ) {
    const { Versions = [], DeleteMarkers = [] } = await client.send(new ListObjectVersionsCommand({ Bucket, Prefix }));
    // A page has at most 1,000 of both together, which is what one request deletes.
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
    if (Objects.length === 0) return deleted;
    const { Errors: [error] = [] } = await client.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
    );
    if (error)
      throw new DeletionError(
        `s3://${Bucket}/${error.Key} was not deleted: ${error.Code}: ${error.Message}. Mend that, then try again.`,
      );
    deleted += Objects.length;
  }
}
