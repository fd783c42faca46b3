const SEED = 20260301;

/**
 * How often a random test runs: `few` times, always the same ones, in `npm test`; `many` times, others each time, in
 * `npm run sweep`. Whatever imports this file is part of the sweep.
 */
export const sweep = (few: number, many: number): { numRuns: number; seed?: number } =>
  process.env.SLUICE_SWEEP ? { numRuns: many } : { numRuns: few, seed: SEED };
