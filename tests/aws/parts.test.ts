jest.mock("../../functions/aws/ledger");
jest.mock("../../functions/aws/objects");
jest.mock("../../functions/aws/raw");

import { loadsOfDate } from "../../functions/aws/ledger";
import { readObjectVersion } from "../../functions/aws/objects";
import { sceneOf } from "../../functions/aws/parts";
import { listNewest } from "../../functions/aws/raw";
import type { Load } from "../../functions/core/documents";
import { definitions, table } from "../core/fan-in/factory";

const PARTS = { success_file: null, count: null, manifest: "list.txt", quiet_minutes: null };
const DEFINITIONS = definitions([table("shop/things", { another_file: { parts: PARTS } })]);
const LOAD = { bucket: "raw", table: "shop/things", batch_date: "2026-03-02" } as Load;
const raw = (key: string, size = 9) => ({
  ...{ bucket: "raw", key: `shop/things/${key}`, version_id: "v", etag: "e", size, sequencer: "" },
  loaded_at: "2026-03-02T06:00:00.500Z",
});

test("the scene of a date has its parts and closers, wherever they lie, and nothing of another date", async () => {
  jest.mocked(loadsOfDate).mockResolvedValue([]);
  jest.mocked(readObjectVersion).mockImplementation(async function* () {
    yield Buffer.from("a.csv\nb");
    yield Buffer.from(".csv\n");
  });
  const dated = ["a.csv", "_temp", "a.csv.rejection.json", "list.txt"].map((name) => raw(`dt=2026-03-02/${name}`));
  const others = [
    raw("loose.csv"),
    raw("dt=2026-03-02/empty.csv", 0),
    { ...raw("old.csv"), loaded_at: "2026-03-01T06:00:00.000Z" },
  ];
  jest.mocked(listNewest).mockResolvedValue([...dated, ...others]);
  const { present, listed } = await sceneOf(LOAD, PARTS, DEFINITIONS);
  expect(listNewest).toHaveBeenCalledWith("raw", "shop/things", "2026-03-02");
  expect(present.map(({ key, batch_date, loaded_at }) => [key.slice(12), batch_date, loaded_at])).toEqual(
    ["dt=2026-03-02/a.csv", "dt=2026-03-02/list.txt", "loose.csv", "dt=2026-03-02/empty.csv"].map((key) => [
      key,
      "2026-03-02",
      "2026-03-02T06:00:00.000Z",
    ]),
  );
  expect(listed).toEqual(["a.csv", "b.csv"]);
});
