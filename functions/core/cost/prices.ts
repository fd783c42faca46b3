/**
 * Prices of AWS in US dollars, for us-east-1, without free tiers and discounts. Other regions differ by up to a quarter.
 * They are for an estimate: nobody has read AWS's own tables for them. The price of a transition, of a request and of a DPU
 * hour of Glue 5 and of crawlers are as others quote them in public, and so are the ten minutes of a crawl; those of Glue 6, of a
 * Lambda's gigabyte second, of S3 and of DynamoDB, and the DPUs of a crawler, are not confirmed.
 */
export const PRICES = {
  place: "us-east-1, November 2026",
  /** of one DPU for an hour, by the first number of the Glue version; a run is billed by the second, at least a minute */
  glue_dpu_hour: { "5": 0.44, "6": 0.308 } as Record<string, number>,
  glue_minimum_seconds: 60,
  /** DPUs of a worker */
  worker_dpus: { "G.025X": 0.25, "G.1X": 1, "G.2X": 2, "G.4X": 4, "G.8X": 8 } as Record<string, number>,
  /** of one DPU of a crawler for an hour; a crawl is billed for ten minutes at least, and taken to have two DPUs */
  crawler_dpu_hour: 0.44,
  crawler_minimum_seconds: 600,
  crawler_dpus: 2,
  /** of one transition of a standard state machine */
  state_transition: 0.000_025,
  /** of a PUT, COPY, POST or LIST, and of a GET or HEAD */
  s3_write: 0.000_005,
  s3_read: 0.000_000_4,
  /** of one unit on demand */
  dynamodb_write: 0.000_000_625,
  dynamodb_read: 0.000_000_125,
  lambda_request: 0.000_000_2,
  /** of an arm64 Lambda */
  lambda_gigabyte_second: 0.000_013_333_4,
} as const;

/** What a version without a price costs: as much as the dearest. */
export const dpuHour = (glueVersion: string): number =>
  PRICES.glue_dpu_hour[glueVersion.split(".")[0] ?? ""] ?? Math.max(...Object.values(PRICES.glue_dpu_hour));
