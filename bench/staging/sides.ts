import { percentile, round } from "../statistics";

/** Seconds of each side over one format, round by round, and what Sluice found in each round. */
export interface Rounds {
  copy: number[];
  merge: number[];
  sluice: number[];
  /** Sluice's first load, of which all rows are new */
  first: number;
  /** rows that each round staged */
  reports: number[];
  /** rows of the log by change type */
  log: Record<string, number>;
}

export interface Compared {
  copy: number;
  merge: number;
  sluice: number;
  first: number;
  /** Sluice against the copy: how many times as long */
  overCopy: number;
  /** MERGE against Sluice: how many times as long */
  underMerge: number;
}

export const MOST_OVER_COPY = 1.75;
export const LEAST_UNDER_MERGE = 1.6;

/** The median round of each side. */
export function compare({ copy, merge, sluice, first }: Rounds): Compared {
  const median = (seconds: number[]) => percentile(seconds, 0.5);
  const [copied, merged, staged] = [median(copy), median(merge), median(sluice)];
  return {
    copy: round(copied, 2),
    merge: round(merged, 2),
    sluice: round(staged, 2),
    first: round(first, 2),
    overCopy: round(staged / copied, 2),
    underMerge: round(merged / staged, 2),
  };
}

/** Whether the targets hold in every format. */
export const isMet = (formats: readonly Compared[]): boolean =>
  formats.every(({ overCopy, underMerge }) => overCopy <= MOST_OVER_COPY && underMerge >= LEAST_UNDER_MERGE);
