import { setTimeout } from "node:timers/promises";
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  paginateQuery,
  TransactionCanceledException,
  TransactionConflictException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import type { Key } from "../../core/ledger/items";
import { environment } from "../environment";

export const dynamo = new DynamoDBClient({});
export const tableName = () => environment("LEDGER_TABLE");

/** Every read decides something, so every read is strongly consistent. */
export async function getItem<T>(key: Key): Promise<T | null> {
  const { Item } = await dynamo.send(
    new GetItemCommand({ TableName: tableName(), Key: marshall(key), ConsistentRead: true }),
  );
  return Item ? (unmarshall(Item) as T) : null;
}

export async function deleteItem(key: Key): Promise<void> {
  await dynamo.send(new DeleteItemCommand({ TableName: tableName(), Key: marshall(key) }));
}

export interface Range {
  pk: string;
  from: string;
  to: string;
  newestFirst?: boolean;
  limit?: number;
}

/** Items of one partition whose sort key is between `from` and `to`, both included. */
export async function queryItems<T>({
  pk,
  from,
  to,
  newestFirst = false,
  limit = Number.POSITIVE_INFINITY,
}: Range): Promise<T[]> {
  const pages = paginateQuery(
    { client: dynamo },
    {
      TableName: tableName(),
      ConsistentRead: true,
      KeyConditionExpression: "pk = :pk AND sk BETWEEN :from AND :to",
      ExpressionAttributeValues: marshall({ ":pk": pk, ":from": from, ":to": to }),
      ScanIndexForward: !newestFirst,
      ...(Number.isFinite(limit) ? { Limit: limit } : {}),
    },
  );
  const items: T[] = [];
  for await (const { Items = [] } of pages) {
    items.push(...Items.map((item) => unmarshall(item) as T));
    if (items.length >= limit) break;
  }
  return items.slice(0, limit);
}

/** `~` sorts after every character of our sort keys. */
export const startingWith = (prefix: string) => ({ from: prefix, to: `${prefix}~` });

/**
 * An Update that sets `fields` (undefined ones are removed), `add`s to numbers or to sets of texts, and holds only under
 * `condition`, whose `:values` are given. Field names are aliased, since `status` and `error` are reserved words of DynamoDB.
 */
export function update(
  key: Key,
  fields: Record<string, unknown>,
  {
    add = {},
    condition,
    values = {},
  }: { add?: Record<string, number | Set<string>>; condition?: string; values?: Record<string, unknown> } = {},
) {
  const all = { ...fields, ...add };
  const sets = Object.keys(fields).filter((name) => fields[name] !== undefined);
  const removes = Object.keys(fields).filter((name) => fields[name] === undefined);
  const clauses = [
    sets.length ? `SET ${sets.map((name) => `#${name} = :${name}`).join(", ")}` : "",
    removes.length ? `REMOVE ${removes.map((name) => `#${name}`).join(", ")}` : "",
    Object.keys(add).length
      ? `ADD ${Object.keys(add)
          .map((name) => `#${name} :${name}`)
          .join(", ")}`
      : "",
  ];
  const used = Object.fromEntries(Object.entries(all).map(([name, value]) => [`:${name}`, value]));
  return {
    TableName: tableName(),
    Key: marshall(key),
    UpdateExpression: clauses.filter(Boolean).join(" "),
    ExpressionAttributeNames: {
      ...Object.fromEntries(Object.keys(all).map((name) => [`#${name}`, name])),
      ...namesIn(condition),
    },
    ExpressionAttributeValues: marshall({ ...used, ...values }, { removeUndefinedValues: true }),
    ...(condition ? { ConditionExpression: condition } : {}),
  } satisfies UpdateItemCommandInput;
}

type UpdateCommand = ReturnType<typeof update>;

/** Writes if the condition holds; false if it does not. */
export function updateIf(...parameters: Parameters<typeof update>): Promise<boolean> {
  return holds(() => dynamo.send(new UpdateItemCommand(update(...parameters))));
}

/** Deletes the item if the condition holds; false if it does not. */
export function deleteIf(
  key: Key,
  { condition, values }: { condition: string; values: Record<string, unknown> },
): Promise<boolean> {
  return holds(() =>
    dynamo.send(
      new DeleteItemCommand({
        TableName: tableName(),
        Key: marshall(key),
        ConditionExpression: condition,
        ExpressionAttributeNames: namesIn(condition),
        ExpressionAttributeValues: marshall(values),
      }),
    ),
  );
}

/** The aliases of the field names that a condition has. */
const namesIn = (condition = "") =>
  Object.fromEntries([...condition.matchAll(/#(\w+)/g)].map(([alias, name]) => [alias, name as string]));

/** Writes all of these updates in one transaction; false if a condition does not hold, and then none is written. */
export function updateAllIf(...updates: ReturnType<typeof update>[]): Promise<boolean> {
  const TransactItems = updates.map((Update) => ({ Update }));
  return holds(() => dynamo.send(new TransactWriteItemsCommand({ TransactItems })));
}

/**
 * Writes in one transaction those groups of updates whose conditions hold, and `closing`, which may depend on them. Nothing
 * is written if the condition of `closing` does not hold.
 */
export async function updateGroupsThatHold(
  groups: UpdateCommand[][],
  closing: (held: UpdateCommand[][]) => UpdateCommand,
): Promise<void> {
  const updates = groups.flat();
  const TransactItems = [...updates, closing(groups)].map((Update) => ({ Update }));
  const codes = await refusal(() => dynamo.send(new TransactWriteItemsCommand({ TransactItems })));
  const refused = new Set(updates.filter((_, index) => codes?.[index] === REFUSED));
  const held = groups.filter((group) => !group.some((each) => refused.has(each)));
  if (codes !== null && codes[updates.length] !== REFUSED) await updateGroupsThatHold(held, closing);
}

/** The same of updates that stand alone. */
export const updateThoseThatHold = (updates: UpdateCommand[], closing: (held: UpdateCommand[]) => UpdateCommand) =>
  updateGroupsThatHold(
    updates.map((each) => [each]),
    (held) => closing(held.flat()),
  );

const MAX_ATTEMPTS = 8;
/** The wait doubles with each attempt: the last is at most 3.2 seconds, all together at most 6.4. */
const FIRST_WAIT_MS = 50;
const REFUSED = "ConditionalCheckFailed";

/** Whether the condition of a write held. */
const holds = async (write: () => Promise<unknown>) => (await refusal(write)) === null;

/**
 * Null for a write that held, else a code for each of its conditions; every other error is thrown. Two writers that collide
 * on an item try again with full jitter, since the SDK does not retry a TransactionConflict.
 */
async function refusal(write: () => Promise<unknown>, attempt = 1): Promise<(string | undefined)[] | null> {
  try {
    await write();
    return null;
  } catch (error) {
    const codes = codesOf(error);
    if (codes.includes(REFUSED)) return codes;
    if (!codes.includes("TransactionConflict") || attempt === MAX_ATTEMPTS) throw error;
    await setTimeout(Math.random() * FIRST_WAIT_MS * 2 ** (attempt - 1));
    return refusal(write, attempt + 1);
  }
}

/** DynamoDB's reasons for refusing a write, as the codes of a cancelled transaction. */
function codesOf(error: unknown): (string | undefined)[] {
  if (error instanceof ConditionalCheckFailedException) return [REFUSED];
  if (error instanceof TransactionConflictException) return ["TransactionConflict"];
  return error instanceof TransactionCanceledException ? (error.CancellationReasons ?? []).map(({ Code }) => Code) : [];
}
