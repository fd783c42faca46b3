import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateConnectionCommand,
  DeleteConnectionCommand,
  GetConnectionCommand,
  GlueClient,
} from "@aws-sdk/client-glue";
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import type { Stage } from "../../../functions/cli/environment";
import FAILURES from "../../glue/pull/failures.json";
import { HASTY, ORACLE, POOR, WRONG } from "./oracle";
import { askSecrets } from "./secrets";

const POLL_MS = 200;
const ATTEMPTS = 3;

/** What a database refuses a pull for: another URL or user makes it do so. */
interface Refusal {
  what: string;
  table: string;
  connection: string;
  /** the URL in place of the connection's own */
  url?: (url: string) => string;
  user?: string;
  error: string;
  /** what the cause begins with */
  sentence: (at: { port: string; connection: string }) => string;
  attempts: number;
}

type Code = keyof typeof FAILURES;
type Change = Pick<Refusal, "url" | "user">;

/** By code, as the job's own test has it. */
const oracle = (code: Code, change: Change): Refusal => ({
  what: code,
  table: ORACLE,
  connection: "erp",
  ...change,
  error: FAILURES[code].error,
  sentence: ({ port, connection }) =>
    FAILURES[code].error_message
      .replace("shop/things", ORACLE)
      .replace("xe/wrong", "sluice/erp")
      .replace("ABSENT", "TYPES")
      .replace(`connection ${code}`, `connection ${connection}`)
      .replace("{port}", port),
  attempts: FAILURES[code].retryable ? ATTEMPTS : 1,
});

const postgresql = (error: string, said: string, attempts: number, change: Change): Refusal => ({
  what: said,
  table: "warehouse/stock",
  connection: "warehouse",
  ...change,
  error,
  sentence: () => `warehouse/stock: PostgreSQL said: ${said}`,
  attempts,
});

const service = (name: string) => (url: string) => url.replace(/\w+$/, name);
const address = (place: string) => (url: string) => url.replace(/\/\/[^/]+/, `//${place}`);

/** `npm test` has the first of them, and the sweep all: one that is tried again waits for half a minute. */
export const REFUSALS: Refusal[] = [
  oracle("ORA-00942", { url: service("postgres") }),
  oracle("ORA-01017", { user: "sluice" }),
  oracle("ORA-01031", { user: POOR }),
  oracle("ORA-17865", { url: (url) => url.replace("//", "").replace("/erp", ":x:e") }),
  oracle("ORA-01555", { user: HASTY }),
  oracle("ORA-12541", { url: address("127.0.0.1:1") }),
  oracle("ORA-12514", { url: service("nowhere") }),
  oracle("ORA-17868", { url: address("nowhere.invalid") }),
  postgresql("RelationMissingError", 'ERROR: relation "public.stock" does not exist', 1, { url: service("postgres") }),
  postgresql("PrivilegeMissingError", "ERROR: permission denied for table stock", 1, { user: POOR }),
  postgresql("InstantLostError", "ERROR: canceling statement due to conflict with recovery", ATTEMPTS, { user: HASTY }),
  postgresql("DatabaseUnreachableError", "Connection to 127.0.0.1:1 refused", ATTEMPTS, {
    url: address("127.0.0.1:1"),
  }),
];

/** How the execution of a pull ended that the database refuses, and how it should have. */
export async function pullRefused(refusal: Refusal, stage: Stage) {
  const connection = stage.names.connection(refusal.connection);
  return changed(refusal, stage, async ({ port }) => {
    const ended = await pullEnded(refusal.table, stage);
    const cause = refusal.sentence({ port, connection });
    return {
      ended: { ...ended, cause: ended.cause?.slice(0, cause.length) },
      expected: { status: "FAILED", error: refusal.error, cause, attempts: refusal.attempts },
    };
  });
}

/** What `act` gives while the connection has another URL or user. `port` is that of its own URL. */
export async function changed<T>(
  { connection, url, user }: Pick<Refusal, "connection" | "url" | "user">,
  { names }: Stage,
  act: (own: { port: string }) => Promise<T>,
): Promise<T> {
  const glue = new GlueClient({});
  const Name = names.connection(connection);
  const SecretId = `sluice/${connection}`;
  const { Connection } = await glue.send(new GetConnectionCommand({ Name }));
  const { SecretString } = await askSecrets("GetSecretValue", { SecretId });
  const own = Connection?.ConnectionProperties ?? {};
  const before = own.JDBC_CONNECTION_URL as string;
  const place = async (JDBC_CONNECTION_URL: string) => {
    const ConnectionProperties = { ...own, JDBC_CONNECTION_URL };
    const ConnectionInput = { Name, ConnectionType: "JDBC" as const, ConnectionProperties };
    await glue.send(new DeleteConnectionCommand({ ConnectionName: Name }));
    await glue.send(new CreateConnectionCommand({ ConnectionInput }));
  };
  const login = (SecretString: unknown) => askSecrets("PutSecretValue", { SecretId, SecretString });
  try {
    if (url) await place(url(before));
    if (user) await login(JSON.stringify({ username: user, password: WRONG }));
    return await act({ port: before.match(/:(\d+)\//)?.[1] ?? "" });
  } finally {
    if (url) await place(before);
    if (user) await login(SecretString);
  }
}

/** How the execution of a pull ended, and how often its job ran. */
export async function pullEnded(table: string, stage: Stage) {
  const sfn = new SFNClient({});
  const input = JSON.stringify({ table });
  const stateMachineArn = stage.stateMachine("pull-table");
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input }));
  for (;;) {
    const { status, error, cause } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (status === "RUNNING") {
      await sleep(POLL_MS);
      continue;
    }
    const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
    const attempts = events.filter(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name === "Pull").length;
    return { status, error, cause, attempts };
  }
}
