import type { Load } from "../documents";

/**
 * The order in which the files of one table take effect. Loading in this order spares the staging job most repairs of
 * later loads.
 */
export function compareLoads(left: Load, right: Load): number {
  const width = Math.max(left.sequencer.length, right.sequencer.length);
  const rank = (load: Load) =>
    [load.batch_date, load.loaded_at, load.sequencer.toUpperCase().padEnd(width, "0"), load.load_id].join("\0");
  return rank(left) < rank(right) ? -1 : 1;
}
