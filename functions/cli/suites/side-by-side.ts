/**
 * Does `work` on every item, in the order of `items`, at most `width` at a time: the next begins as soon as an earlier one
 * has ended. @returns the results in the order of `items`
 */
export async function sideBySide<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const lane = async () => {
    for (const [at, item] of queue) results[at] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.max(1, width) }, lane));
  return results;
}
