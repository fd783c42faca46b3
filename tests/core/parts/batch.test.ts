import { batchOf } from "../../../functions/core/parts/batch";
import { FOLDER, facts, PartsWorld } from "./world";

const world = new PartsWorld({ count: 2 });
const part = (name: string, fields = {}) => ({ load: world.put(name), facts: facts(fields) });
const day = (min: string, max = min) => ({ day: { min, max } });

describe("the facts of a batch", () => {
  it("add up, and span the days of all parts", () => {
    const parts = [
      part("a.csv", { rows_quarantined: 1, dates: day("2024-01-02", "2024-01-03"), header: ["id", "day"] }),
      part("b.csv", {
        dates: day("2024-01-01"),
        header: ["day", "more"],
        shape: "b".repeat(64),
        embedded_newlines: true,
      }),
      part("c.csv", { rows: 0, rows_checked: 0 }),
    ];
    const { load, facts: all } = batchOf(parts, null);
    expect(load).toMatchObject({ key: FOLDER, size: 30, load_id: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(all).toMatchObject({
      rows: 8,
      rows_checked: 8,
      rows_quarantined: 1,
      dates: day("2024-01-01", "2024-01-03"),
    });
    expect(all).toMatchObject({ header: ["id", "day", "more"], embedded_newlines: true });
    expect(all.shape).not.toBe(facts().shape);
  });

  it("say nothing of the days of a column of which one parquet file says nothing", () => {
    const read = { rows: 4, rows_checked: 0 };
    const parts = [part("a.parquet", { ...read, dates: day("2024-01-01") }), part("b.parquet", read)];
    expect(batchOf(parts, null).facts.dates).toEqual({});
  });

  it("know no number of rows where the gate had no time for one part", () => {
    expect(batchOf([part("a.csv"), part("b.csv", { rows: null, rows_checked: 2 })], null).facts).toMatchObject({
      rows: null,
      rows_checked: 6,
    });
  });

  it("are the same load in any order of the parts", () => {
    const parts = [part("a.csv"), part("b.csv")];
    expect(batchOf(parts.toReversed(), null).load).toEqual(batchOf(parts, null).load);
  });
});
