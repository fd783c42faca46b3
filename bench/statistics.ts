/** The value below which `share` (0..1) of the sorted values lie, by the nearest rank. */
export function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export const median = (values: number[]) => percentile(values, 0.5);
export const round = (value: number, digits = 1) => Number(value.toFixed(digits));
