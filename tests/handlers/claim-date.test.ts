jest.mock("../../functions/aws/ledger");

import { firstNames } from "../../functions/aws/ledger";
import type { LoadItem } from "../../functions/core/ledger/items";
import { claimDateHandler } from "../../functions/handlers/claim-date";

const LOAD = { table: "shop/orders", key: "shop/orders/dt=2026-03-01/second.csv", batch_date: "2026-03-01" };
const FIRST = "shop/orders/dt=2026-03-01/first.csv";

beforeEach(() => {
  jest.resetAllMocks();
  jest.mocked(firstNames.take).mockResolvedValue(FIRST);
  jest.mocked(firstNames.loadsOfDate).mockResolvedValue([{ ...LOAD, key: FIRST, status: "HELD" } as LoadItem]);
});

test("a second name of one date waits while the first is held", async () => {
  await expect(claimDateHandler({ load: LOAD, approve: [] })).rejects.toMatchObject({ name: "SnapshotPartError" });
  expect(firstNames.take).not.toHaveBeenCalledWith(LOAD, FIRST);
});

test("an approved name takes its place", async () => {
  await claimDateHandler({ load: LOAD, approve: ["replacement"] });
  expect(firstNames.take).toHaveBeenLastCalledWith(LOAD, FIRST);
});

test("the only name of a date goes on", async () => {
  jest.mocked(firstNames.take).mockResolvedValue(LOAD.key);
  await claimDateHandler({ load: LOAD, approve: [] });
  expect(firstNames.loadsOfDate).not.toHaveBeenCalled();
});
