/** The result of a benchmark: a table for people, values for machines, and whether its targets are met. */
export interface Measured {
  table: string;
  values: Record<string, unknown>;
  met: boolean;
}

export interface Benchmark {
  what: string;
  target: string;
  measure(): Promise<Measured>;
}
