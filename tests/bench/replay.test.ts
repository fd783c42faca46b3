import { FAULTS } from "../../bench/replay/faults";
import { cleanOrder, randomOrder } from "../../bench/replay/orders";
import { samples } from "../end-to-end/support/samples";

const keysOf = ({ bursts }: ReturnType<typeof randomOrder>) =>
  bursts.flatMap(({ files }) => files.map(({ key }) => key));

test("an order has every file once, follows from its seed, and plays many faults, each once before any comes again", () => {
  const files = samples();
  const keys = files.map(({ key }) => key).sort();
  for (let seed = 1; seed <= 20; seed += 1) {
    const order = randomOrder(files, seed);
    expect(keysOf(order).sort()).toEqual(keys);
    expect(randomOrder(files, seed)).toEqual(order);
    const faults = order.bursts.flatMap(({ fault }) => fault ?? []);
    expect(new Set(faults).size).toBe(Math.min(faults.length, Object.keys(FAULTS).length));
  }
  expect(keysOf(randomOrder(files, 1))).not.toEqual(keysOf(randomOrder(files, 2)));
  expect(cleanOrder(files).bursts.map(({ fault }) => fault)).toEqual(Array(5).fill(null));
});
