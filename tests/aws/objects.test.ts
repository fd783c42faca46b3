import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { S3Client } from "@aws-sdk/client-s3";
import { RawReadError } from "../../functions/aws/errors";
import { randomAccess, readObjectVersion } from "../../functions/aws/objects";
import { validate } from "../../functions/core/validation";
import { CSV, ORDER, table } from "../core/validation/helpers";

const VERSION = { bucket: "raw", key: "shop/orders/a.csv", version_id: "v1" };
const RESET = Object.assign(new Error("aborted"), { code: "ECONNRESET" });
const SENTENCE =
  'Reading s3://raw/shop/orders/a.csv broke off: aborted. If it happens again: sluice run \'{"key": "shop/orders/a.csv"}\'';
const send = jest.spyOn(S3Client.prototype, "send");
const answered = (Body: unknown) => send.mockImplementation(async () => ({ Body }));

/** An answer that the connection cuts off behind these bytes. */
async function* cutOff(bytes: Uint8Array) {
  yield bytes;
  throw RESET;
}
const file = Buffer.from(`id,quantity\n${"1,2\n".repeat(40_000)}`);

test.each([
  ["a plain file", file],
  ["a compressed one", gzipSync(file, { level: 0 })],
])("a connection that ends within %s is no verdict on it", async (_title, bytes) => {
  answered(Readable.from(cutOff(bytes.subarray(0, 100_000))));
  const verdict = validate(readObjectVersion(VERSION), table(CSV, ORDER));
  await expect(verdict).rejects.toThrow(RawReadError);
  await expect(verdict).rejects.toMatchObject({
    name: "RawReadError",
    retryable: true,
    message: SENTENCE,
    cause: RESET,
  });
});

test("a connection that ends within a slice is told in the same way", async () => {
  answered({ transformToByteArray: () => Promise.reject(RESET) });
  await expect(randomAccess(VERSION, 10).slice(0, 4)).rejects.toMatchObject({
    name: "RawReadError",
    message: SENTENCE,
  });
});

test.each([
  ["the whole object", 10],
  ["fewer bytes", 3],
])("%s in place of a slice is no slice", async (_title, length) => {
  answered({ transformToByteArray: async () => new Uint8Array(length) });
  await expect(randomAccess(VERSION, 10).slice(0, 4)).rejects.toMatchObject({
    name: "RawReadError",
    message: SENTENCE.replace("aborted", `${length} bytes came for the 4 of bytes=0-3`),
  });
});

test("an object that is gone keeps S3's own error", async () => {
  send.mockImplementation(() => Promise.reject(Object.assign(new Error("gone"), { name: "NoSuchKey" })));
  await expect(readObjectVersion(VERSION)[Symbol.asyncIterator]().next()).rejects.toMatchObject({ name: "NoSuchKey" });
});
