import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
  TransactionConflictException,
} from "@aws-sdk/client-dynamodb";
import { dynamo } from "../../functions/aws/ledger/client";
import { recordBuilt, recordRollback, requestMart } from "../../functions/aws/ledger/marts";

jest.mock("node:timers/promises", () => ({ setTimeout: jest.fn() }));

const facts = { $metadata: {}, message: "no" };
const conflict = new TransactionConflictException(facts);
const failed = new ConditionalCheckFailedException(facts);
const cancelled = (...codes: string[]) =>
  new TransactionCanceledException({ ...facts, CancellationReasons: codes.map((Code) => ({ Code })) });
const send = jest.spyOn(dynamo, "send");
const answers = (...errors: Error[]) => {
  for (const error of errors) send.mockImplementationOnce(() => Promise.reject(error));
  send.mockImplementation(async () => ({}));
};
const request = () =>
  requestMart({ mart: "fact_sales", batch_date: "2026-03-01", revision: 1, force: false }, "arn:run");
const built = () => recordBuilt("fact_sales", "2026-03-01", "arn:run", {} as never);

beforeEach(() => {
  process.env.LEDGER_TABLE = "ledger";
  send.mockReset();
});

test("a request that meets another run's transaction is made again", async () => {
  answers(conflict, conflict);
  expect(await request()).toBe(true);
  expect(send).toHaveBeenCalledTimes(3);
});

test("a request that lost to another run after a conflict is lost", async () => {
  answers(conflict, failed);
  expect(await request()).toBe(false);
  expect(send).toHaveBeenCalledTimes(2);
});

test("a transaction that meets another writer is made again, whole", async () => {
  answers(cancelled("TransactionConflict", "None"));
  await built();
  expect(send).toHaveBeenCalledTimes(2);
  expect(send.mock.calls[1]?.[0].input).toMatchObject(send.mock.calls[0]?.[0].input as object);
});

test("a transaction whose condition does not hold is not made again", async () => {
  answers(cancelled("ConditionalCheckFailed", "None"));
  await built();
  expect(send).toHaveBeenCalledTimes(1);
});

test.each([
  ["a conflict that does not end", () => answers(...Array.from({ length: 8 }, () => conflict)), 8, conflict.name],
  ["an error of another kind", () => answers(new Error("no network")), 1, "Error"],
])("%s is thrown", async (_title, prepare, attempts, name) => {
  prepare();
  await expect(request()).rejects.toThrow(expect.objectContaining({ name }));
  expect(send).toHaveBeenCalledTimes(attempts);
});

test.each([
  ["back: the states that it passes over", "2026-03-03", "2026-03-01", "BUILT", "ROLLED_BACK"],
  ["forward: the states that it serves again", "2026-03-01", "2026-03-03", "ROLLED_BACK", "BUILT"],
])("a rollback %s change their status where they have the other", async (_title, from_date, to_date, before, after) => {
  answers(failed);
  const between = ["2026-03-02", "2026-03-03"];
  const report = { mart: "fact_sales", from_date, to_date, between, rows: 1, snapshot_id: "1" };
  await recordRollback(report, "run-1");
  const written = send.mock.calls.map(([{ input }]) => input as Record<string, Record<string, { S: string }>>);
  expect(written.map(({ Key }) => Key?.sk?.S)).toEqual(["batch_date#2026-03-02", "batch_date#2026-03-03"]);
  for (const { ExpressionAttributeValues: values } of written)
    expect([values?.[":before"]?.S, values?.[":status"]?.S]).toEqual([before, after]);
});
