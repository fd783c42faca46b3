import { setTimeout as sleep } from "node:timers/promises";
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";

/** What is to go wrong (local/faults/plan.py): calls of a service that are about something, by somebody. */
export interface Fault {
  service: string;
  operation?: string;
  /** a text of the call's address, body or input */
  about?: string;
  /** a text of the ARN of whoever makes the call */
  by?: string;
  skip?: number;
  every?: number;
  /** at most; 0 only counts the calls */
  times?: number;
  delay_seconds?: number;
  /** the call waits until the fault ends */
  hold?: boolean;
  /** the error that the call gets then */
  code?: string;
  status?: number;
  /** the job run that calls is ended by its infrastructure */
  kill?: boolean;
}

/** How many calls a fault was about, and how many of them went wrong. */
interface Counts {
  seen: number;
  struck: number;
}

/** A fault that is planned in the local AWS. */
export interface Planned {
  /** waits until so many calls were seen, or have gone wrong */
  until(wanted: Partial<Counts>): Promise<void>;
  end(): Promise<Counts>;
}

/** Plans a fault in the local AWS that this process talks to. */
export async function planFault(fault: Fault): Promise<Planned> {
  const { id } = await ask<{ id: number }>("POST", "", fault);
  return {
    async until({ seen = 0, struck = 0 }) {
      await until(async () => {
        const counts = await ask<Counts>("GET", `/${id}`);
        return counts.seen >= seen && counts.struck >= struck;
      });
    },
    end: () => ask<Counts>("DELETE", `/${id}`),
  };
}

/** Acts while faults are planned. @returns what `act` gives, and the counts of each fault */
export async function withFaults<T>(faults: Fault[], act: () => Promise<T>): Promise<[T, Counts[]]> {
  const planned = await Promise.all(faults.map(planFault));
  let result: T;
  try {
    result = await act();
  } catch (error) {
    await Promise.all(planned.map((each) => each.end()));
    throw error;
  }
  return [result, await Promise.all(planned.map((each) => each.end()))];
}

async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  const address = `${process.env.AWS_ENDPOINT_URL}/_sluice/faults${path}`;
  const answer = await fetch(address, { method, ...(body ? { body: JSON.stringify(body) } : {}) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** Looks until something holds, for two minutes. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 1200; attempt += 1) {
    if (await holds()) return;
    await sleep(100);
  }
  throw new Error("It did not come to that within 120 s");
}

/** Acts while a function has less time (in seconds) or memory (in MB) than its deployment gives it. */
export async function withLess<T>(
  FunctionName: string,
  less: { Timeout: number } | { MemorySize: number },
  act: () => Promise<T>,
): Promise<T> {
  const lambda = new LambdaClient({});
  const { Timeout, MemorySize } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, ...less }));
  try {
    return await act();
  } finally {
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout, MemorySize }));
  }
}
