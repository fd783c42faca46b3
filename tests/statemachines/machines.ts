import { readFileSync } from "node:fs";

export interface State {
  Type: string;
  Comment?: string;
  Resource?: string;
  Arguments?: { FunctionName?: { "Fn::GetAtt": [string, string] } };
  TimeoutSeconds?: number;
  Retry?: {
    ErrorEquals: string[];
    IntervalSeconds: number;
    BackoffRate: number;
    MaxAttempts: number;
    MaxDelaySeconds: number;
    JitterStrategy?: string;
  }[];
  Catch?: { ErrorEquals: string[]; Assign?: Record<string, string>; Next: string }[];
  Next?: string;
  End?: boolean;
  Default?: string;
  Choices?: { Next: string }[];
  ItemProcessor?: Machine;
}
export interface Machine {
  StartAt: string;
  States: Record<string, State>;
}

export const MACHINES = ["pipeline", "load_file", "pull_table", "maintain_tables"] as const;

export const definition = (name: string) => readFileSync(`statemachines/${name}.asl.json`, "utf8");
export const machine = (name: string): Machine & { TimeoutSeconds: number; QueryLanguage: string } =>
  JSON.parse(definition(name));

/** Every state, those within Maps too. */
export const statesOf = ({ States }: Machine): [string, State][] =>
  Object.entries(States).flatMap(
    ([name, state]) =>
      [[name, state], ...(state.ItemProcessor ? statesOf(state.ItemProcessor) : [])] as [string, State][],
  );
