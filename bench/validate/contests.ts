import { median, round } from "../statistics";
import type { PassResult } from "./processes";

/** A file and its readers; `plain` are the parsers that check nothing. Sluice is a reader of every file. */
export interface Contest {
  name: string;
  file: "csv" | "gzip" | "jsonl" | "xml";
  plain: readonly string[];
  checking: readonly string[];
}

export const SLUICE = "sluice";
/** Peers that read only the head of the file. The target holds for both; the types without constraints are faster. */
export const SLOW = ["frictionless", "frictionless-types"];

export const CONTESTS: readonly Contest[] = [
  { name: "csv", file: "csv", plain: ["papaparse"], checking: ["csv-parse-ajv", ...SLOW] },
  { name: "csv, gzip", file: "gzip", plain: ["papaparse"], checking: ["csv-parse-ajv"] },
  { name: "jsonl", file: "jsonl", plain: ["json-parse", "stream-json"], checking: [] },
  { name: "xml", file: "xml", plain: ["saxes", "sax"], checking: [] },
];

export const passesOf = ({ plain, checking }: Contest): string[] => [SLUICE, ...plain, ...checking];

/** The design's targets; formats without a target are measured, too. */
export const TARGETS = { papaparse: 0.5, frictionless: 10, rss_mb: 256 };

/** All runs of one pass over a contest's file of `bytes` (after decompression). */
export interface Measurement {
  pass: string;
  bytes: number;
  results: PassResult[];
}

export interface Standing {
  pass: string;
  mb_per_s: number;
  /** Sluice's speed divided by this pass's */
  ratio: number;
  rss_mb: number;
}

/** Medians of the runs, and Sluice's speed by each peer's, in MB (10^6 bytes) of content a second. */
export function standings(measurements: readonly Measurement[]): Standing[] {
  const speeds = measurements.map(({ bytes, results }) => bytes / 1e6 / median(results.map(({ seconds }) => seconds)));
  const own = speeds[measurements.findIndex(({ pass }) => pass === SLUICE)] ?? Number.NaN;
  return measurements.map(({ pass, results }, index) => ({
    pass,
    mb_per_s: round(speeds[index] ?? Number.NaN),
    ratio: round(own / (speeds[index] ?? Number.NaN), 2),
    rss_mb: round(Math.max(...results.map(({ rss_mb }) => rss_mb))),
  }));
}

/** The fastest of the parsers that check nothing. */
export function fastestPlain({ plain }: Contest, all: readonly Standing[]): Standing {
  const candidates = all.filter(({ pass }) => plain.includes(pass));
  return candidates.reduce((best, each) => (each.mb_per_s > best.mb_per_s ? each : best));
}

/** Whether the targets hold. A missing ratio is a missed target. */
export function isMet(csv: readonly Standing[], rssMb: number): boolean {
  const ratio = (peer: string) => csv.find(({ pass }) => pass === peer)?.ratio ?? Number.NaN;
  return (
    ratio("papaparse") >= TARGETS.papaparse &&
    SLOW.every((peer) => ratio(peer) >= TARGETS.frictionless) &&
    rssMb > 0 &&
    rssMb <= TARGETS.rss_mb
  );
}
