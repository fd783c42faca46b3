import {
  GetItemCommand,
  type GetItemCommandInput,
  type QueryCommandInput,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
} from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { dynamo } from "../../functions/aws/ledger/client";
import type { Key } from "../../functions/core/ledger/items";

const UNIT_BYTES = 4096;

/** The ledger's table with the reads of DynamoDB, and what these cost: one unit for each 4 KiB that a query passes over. */
export class FakeLedger {
  readonly partitions = new Map<string, Map<string, object>>();
  units = 0;
  /** the last transaction, and whether the next ones are refused */
  written: TransactWriteItemsCommandInput["TransactItems"] = [];
  refusals: Error[] = [];

  constructor() {
    process.env.LEDGER_TABLE = "ledger";
    jest.spyOn(dynamo, "send").mockImplementation((async (command: { input: unknown }) => {
      if (command instanceof GetItemCommand) return this.get(command.input);
      if (command instanceof TransactWriteItemsCommand) return this.transact(command.input);
      return this.query(command.input as QueryCommandInput);
    }) as never);
  }

  put({ pk, sk }: Key, fields: object): void {
    const partition = this.partitions.get(pk) ?? new Map<string, object>();
    this.partitions.set(pk, partition.set(sk, fields));
  }

  private get({ Key = {} }: GetItemCommandInput) {
    const item = this.partitions.get(Key.pk?.S ?? "")?.get(Key.sk?.S ?? "");
    this.units += Math.max(1, Math.ceil(bytesOf(item) / UNIT_BYTES));
    return item ? { Item: marshall(item) } : {};
  }

  private query({ ExpressionAttributeValues: values = {} }: QueryCommandInput) {
    const [pk, from, to] = [":pk", ":from", ":to"].map((name) => values[name]?.S ?? "") as [string, string, string];
    const found = [...(this.partitions.get(pk) ?? [])].filter(([sk]) => sk >= from && sk <= to);
    this.units += Math.ceil(
      found.reduce((sum, [sk, item]) => sum + pk.length + sk.length + bytesOf(item), 0) / UNIT_BYTES,
    );
    const sorted = found.sort(([left], [right]) => (left < right ? -1 : 1));
    return { Items: sorted.map(([, item]) => marshall(item, { removeUndefinedValues: true })) };
  }

  private transact({ TransactItems = [] }: TransactWriteItemsCommandInput) {
    this.written = TransactItems;
    const refusal = this.refusals.shift();
    if (refusal) throw refusal;
    return {};
  }
}

const bytesOf = (item?: object) => JSON.stringify(item ?? "").length;
