import { UsageError } from "../functions/cli/errors";
import type { Benchmark } from "./benchmark";
import { bundle } from "./bundle";
import { burst } from "./burst";
import { converge } from "./converge";
import { cost } from "./cost";
import { crashes } from "./crashes";
import { growth } from "./growth";
import { latency } from "./latency";
import { marts } from "./marts";
import { mutations } from "./mutations";
import { pull } from "./pull";
import { replay } from "./replay";
import { staging } from "./staging";
import { validate } from "./validate";

const BENCHMARKS: Record<string, Benchmark> = {
  bundle,
  burst,
  converge,
  cost,
  crashes,
  growth,
  latency,
  marts,
  mutations,
  pull,
  replay,
  staging,
  validate,
};

export function listBenchmarks(): void {
  for (const [name, { what, target }] of Object.entries(BENCHMARKS))
    console.log(`${name.padEnd(10)}${what}; target: ${target}`);
}

/** Prints the table and, as the last line, the JSON object. @returns whether the targets are met */
export async function runBenchmark(name: string): Promise<boolean> {
  const benchmark = Object.hasOwn(BENCHMARKS, name) ? BENCHMARKS[name] : undefined;
  if (!benchmark)
    throw new UsageError(`There is no benchmark ${name}, expected one of ${Object.keys(BENCHMARKS).join(", ")}.`);
  const { table, values, met } = await benchmark.measure();
  console.log(`${table}\n`);
  console.log(`target: ${benchmark.target}: ${met ? "met" : "MISSED"}`);
  console.log(JSON.stringify({ bench: name, ...values, met }));
  return met;
}
