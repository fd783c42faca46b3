const asked = { s3: jest.fn(), stack: jest.fn(), confirm: jest.fn() };
jest.mock("@aws-sdk/client-s3", () => ({
  S3Client: class {
    send = asked.s3;
  },
  DeleteObjectsCommand: class {
    constructor(readonly input: unknown) {}
  },
  PutBucketLoggingCommand: class {
    constructor(readonly logging: unknown) {}
  },
  ListObjectVersionsCommand: class {
    constructor(readonly listed: { Bucket: string; Prefix: string }) {}
  },
}));
jest.mock("../../functions/aws/stack", () => ({ findBuckets: (stack: string) => asked.stack(stack) }));
jest.mock("../../functions/cli/run/confirm", () => ({ confirmed: (question: unknown) => asked.confirm(question) }));

import { S3Client } from "@aws-sdk/client-s3";
import { emptyBucket } from "../../functions/aws/empty";
import { emptyStage } from "../../functions/cli/empty";
import { describeStage } from "../../functions/cli/environment";

/** S3 with one object in each bucket: a version and a delete marker, until they are deleted. */
function s3(answer: unknown = {}) {
  const emptied = new Set<string>();
  return async ({ listed, input }: Command) => {
    if (input) emptied.add(input.Bucket);
    if (!listed || emptied.has(listed.Bucket)) return answer;
    const { Bucket, Prefix } = listed;
    const version = (number: number) => ({ Key: `${Prefix}a`, VersionId: `${Bucket}-${number}` });
    return { Versions: [version(1)], DeleteMarkers: [version(2)] };
  };
}
interface Command {
  listed?: { Bucket: string; Prefix: string };
  input?: { Bucket: string };
  logging?: unknown;
}
const sent = () => asked.s3.mock.calls.map(([command]) => command as Command).filter(({ listed }) => !listed);
const bucket = (id: string, kept = false) => ({ id, name: id.toLowerCase(), kept });

describe("emptying a stage that is to be removed", () => {
  const stage = describeStage("dev", "us-east-1", "1");
  const told: string[] = [];
  const empty = (agreed = true) => emptyStage(stage, agreed, (line) => told.push(line));
  beforeEach(() => {
    asked.s3.mockReset().mockImplementation(s3());
    told.length = 0;
  });

  it("deletes versions and delete markers below a prefix, as a bucket with either is not deleted", async () => {
    expect(await emptyBucket(new S3Client({}), "deploys", "assets/")).toBe(2);
    const Objects = ["deploys-1", "deploys-2"].map((VersionId) => ({ Key: "assets/a", VersionId }));
    expect(sent().map(({ input }) => input)).toEqual([{ Bucket: "deploys", Delete: { Objects, Quiet: true } }]);
  });

  it("names the first object that S3 did not delete", async () => {
    asked.s3.mockImplementation(s3({ Errors: [{ Key: "a", Code: "AccessDenied", Message: "Access Denied" }] }));
    await expect(emptyBucket(new S3Client({}), "raw")).rejects.toThrow(
      "s3://raw/a was not deleted: AccessDenied: Access Denied. Mend that, then try again.",
    );
  });

  it("stops the access logs first, and empties the log bucket last", async () => {
    asked.stack.mockResolvedValue([bucket("LogBucket"), bucket("RawBucket")]);
    expect(await empty()).toBe(true);
    expect(sent().map(({ logging, input }) => logging ?? input?.Bucket)).toEqual([
      { Bucket: "rawbucket", BucketLoggingStatus: {} },
      "rawbucket",
      "logbucket",
    ]);
    expect(told).toEqual(["Emptied rawbucket: 2 versions", "Emptied logbucket: 2 versions"]);
  });

  it("is refused where removal_policy keeps the data", async () => {
    asked.stack.mockResolvedValue([bucket("LogBucket"), bucket("RawBucket", true)]);
    await expect(empty()).rejects.toThrow(
      "The stage dev keeps its data when it is removed (removal_policy of serverless.yml), so nothing was emptied: rawbucket. If the data is to go, set removal_policy: Delete for the stage, deploy it, then remove it.",
    );
    expect(asked.s3).not.toHaveBeenCalled();
  });

  it("asks, and does nothing without a yes", async () => {
    asked.stack.mockResolvedValue([bucket("RawBucket")]);
    asked.confirm.mockResolvedValue(false);
    expect(await empty(false)).toBe(false);
    expect(asked.confirm).toHaveBeenCalledWith({
      unattended: "Every object in rawbucket would be deleted, all versions included: confirm it with --yes.",
      text: "Delete every object in rawbucket, all versions included?",
    });
    expect(asked.s3).not.toHaveBeenCalled();
  });

  it("is told where there is no such stack", async () => {
    asked.stack.mockResolvedValue(null);
    await expect(empty()).rejects.toThrow("There is no stack sluice-dev: correct --stage or AWS_REGION.");
  });
});
