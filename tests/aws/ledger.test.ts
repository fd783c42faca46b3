import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
  TransactionConflictException,
  type TransactWriteItemsCommandInput,
} from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { dynamo } from "../../functions/aws/ledger/client";
import { recordBuilds, recordRollback, requestMart } from "../../functions/aws/ledger/marts";
import type { MartReport } from "../../functions/core/documents";

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
const built = (...dates: string[]) =>
  recordBuilds("fact_sales", "arn:run", {
    built: dates.map((batch_date) => ({ batch_date }) as MartReport),
    failed: [{ batch_date: "2026-03-09", error: "MartTestError", error_message: "why" }],
    left: [],
  });
/** What the last transaction writes: the keys, and the attributes of the mart's own item. */
const written = () => {
  const { TransactItems = [] } = (send.mock.calls.at(-1)?.[0].input ?? {}) as Partial<TransactWriteItemsCommandInput>;
  const keys = TransactItems.map(({ Update }) => Update?.Key?.sk?.S);
  return [...keys, TransactItems.at(-1)?.Update?.UpdateExpression];
};

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
  expect(send).toHaveBeenCalledTimes(3); // and it was read whose it is
});

test("a transaction that meets another writer is made again, whole", async () => {
  answers(cancelled("TransactionConflict", "None"));
  await built("2026-03-01");
  expect(send).toHaveBeenCalledTimes(2);
  expect(send.mock.calls[1]?.[0].input).toMatchObject(send.mock.calls[0]?.[0].input as object);
});

test("the dates that somebody has asked for again are left out, and the others are recorded", async () => {
  answers(cancelled("None", "None", "ConditionalCheckFailed", "None", "None", "None", "None"));
  await built("2026-03-01", "2026-03-02");
  const dates = ["2026-03-01", "2026-03-09"].flatMap((date) => [`batch_date#${date}`, `report#${date}`]);
  expect(written()).toEqual([...dates, "state", "REMOVE #builder ADD #revision :revision"]);
});

test("the mart's revision stays where no date is recorded as built", async () => {
  answers(cancelled("ConditionalCheckFailed", "None", "None", "None", "None"));
  await built("2026-03-01");
  expect(written()).toEqual(["batch_date#2026-03-09", "report#2026-03-09", "state", "REMOVE #builder"]);
});

test("nothing is recorded once another execution builds the mart", async () => {
  answers(cancelled("ConditionalCheckFailed", "None", "None", "None", "ConditionalCheckFailed"));
  await built("2026-03-01");
  expect(send).toHaveBeenCalledTimes(1);
});

test("a request that was written by an attempt before wins, and another execution's does not", async () => {
  const found = (requested_by: string) => ({ Item: marshall({ requested_by, revision: 1 }) });
  send.mockImplementationOnce(() => Promise.reject(failed)).mockImplementationOnce(async () => found("arn:run"));
  expect(await request()).toBe(true);
  send.mockImplementationOnce(() => Promise.reject(failed)).mockImplementationOnce(async () => found("arn:other"));
  expect(await request()).toBe(false);
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
