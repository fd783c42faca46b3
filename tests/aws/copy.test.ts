import { S3Client } from "@aws-sdk/client-s3";
import { copyVersion } from "../../functions/aws/copy";

const FROM = { bucket: "raw", key: "shop/orders/a.csv", version_id: "v1" };
const TO = { bucket: "quarantine", key: FROM.key };
const PART = 128 * 2 ** 20;

type Input = Record<string, unknown>;
type Answer = (input: Input) => Promise<unknown>;

/** Every request, and the most of them under way at once, while S3 answers for a version of `size` bytes. */
function s3(size: number, answers: Record<string, Answer> = {}) {
  const asked: { command: string; input: Input }[] = [];
  const under = { way: 0, most: 0 };
  const usual: Record<string, Answer> = {
    HeadObjectCommand: async () => ({ ContentLength: size, LastModified: new Date(0) }),
    CreateMultipartUploadCommand: async () => ({ UploadId: "u" }),
    UploadPartCopyCommand: async ({ PartNumber }) => ({ CopyPartResult: { ETag: `e${PartNumber}` } }),
  };
  jest.spyOn(S3Client.prototype, "send").mockImplementation(async (request: { input: object }) => {
    const command = request.constructor.name;
    const input = request.input as Input;
    asked.push({ command, input });
    under.most = Math.max(under.most, ++under.way);
    await new Promise((resolve) => setImmediate(resolve));
    under.way -= 1;
    return await (answers[command] ?? usual[command] ?? (async () => ({})))(input);
  });
  const inputs = (command: string) => asked.filter((one) => one.command === command).map(({ input }) => input);
  return { asked, inputs, under };
}

test.each([0, 1, PART])("%d bytes are copied by one request", async (size) => {
  const { asked } = s3(size);
  await copyVersion(FROM, TO);
  expect(asked.map(({ command }) => command)).toEqual(["HeadObjectCommand", "CopyObjectCommand"]);
  expect(asked[1]?.input).toMatchObject({ Bucket: "quarantine", CopySource: "raw/shop/orders/a.csv?versionId=v1" });
});

test.each([PART + 1, 40 * PART, 6 * 10 ** 12])("%d bytes are copied in parts, each byte once", async (size) => {
  const { inputs, under } = s3(size);
  await copyVersion(FROM, TO);
  const parts = inputs("UploadPartCopyCommand");
  expect(parts.length).toBeLessThanOrEqual(10_000);
  expect(under.most).toBe(Math.min(16, parts.length));
  const ends = parts.map(({ CopySourceRange }) =>
    /^bytes=(\d+)-(\d+)$/.exec(String(CopySourceRange))?.slice(1).map(Number),
  );
  expect(ends[0]?.[0]).toBe(0);
  for (const [at, end] of ends.entries()) expect(ends[at + 1]?.[0] ?? size).toBe((end?.[1] ?? 0) + 1);
  const told = parts.map(({ PartNumber }) => ({ PartNumber, ETag: `e${PartNumber}` }));
  expect(told[0]?.PartNumber).toBe(1);
  expect(inputs("CompleteMultipartUploadCommand")).toMatchObject([{ UploadId: "u", MultipartUpload: { Parts: told } }]);
});

test("a part that fails ends the upload", async () => {
  const { inputs } = s3(2 * PART, { UploadPartCopyCommand: () => Promise.reject(new Error("slow down")) });
  await expect(copyVersion(FROM, TO)).rejects.toThrow("slow down");
  expect(inputs("AbortMultipartUploadCommand")).toMatchObject([{ UploadId: "u", Key: FROM.key }]);
  expect(inputs("CompleteMultipartUploadCommand")).toEqual([]);
});
