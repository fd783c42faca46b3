import { byDay, type LocalFile } from "../../functions/cli/load/files";
import { chance } from "../../tests/schemas/samples/world";
import { FAULTS, type FaultName } from "./faults";

/** Files that come together, and what goes wrong then. */
export interface Burst {
  files: LocalFile[];
  fault: FaultName | null;
  /** a number that the fault may follow, such as at which of its writes a job run is killed */
  at: number;
}

export interface Order {
  bursts: Burst[];
}

const MOST_TOGETHER = 3;

/** Day by day, and nothing goes wrong. */
export const cleanOrder = (files: LocalFile[]): Order => ({
  bursts: byDay(files).map(([, day]) => ({ files: day, fault: null, at: 0 })),
});

/** The order of a seed: files one by one or some together, and a fault with most of them. */
export function randomOrder(files: LocalFile[], seed: number): Order {
  const random = chance(seed);
  const left = [...files];
  const bursts: Burst[] = [];
  let faults: FaultName[] = [];
  while (left.length > 0) {
    const size = random.whole(1, MOST_TOGETHER);
    const together = Array.from({ length: Math.min(size, left.length) }, () => {
      return left.splice(random.whole(0, left.length - 1), 1)[0] as LocalFile;
    });
    // Each fault once before any comes again.
    if (faults.length === 0) faults = [...(Object.keys(FAULTS) as FaultName[])];
    const fault = random.whole(1, 6) === 1 ? null : (faults.splice(random.whole(0, faults.length - 1), 1)[0] ?? null);
    bursts.push({ files: together, fault, at: random.whole(0, 9) });
  }
  return { bursts };
}
