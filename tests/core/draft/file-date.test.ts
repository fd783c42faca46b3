import { fileDate } from "../../../functions/core/draft/file-date";
import { draftAndValidate } from "./helpers";

test.each([
  ["stations_2026-11-01.csv", "2026-11-01"],
  ["20261101.csv.gz", "2026-11-01"],
  ["STATIONS.20240229T101112.XML", "2024-02-29"],
  ["part-00000-2026-11-01.c000.snappy.parquet", "2026-11-01"],
])("%s is of %s, which its own pattern finds", (name, date) => {
  const found = fileDate(name);
  expect(found?.date).toBe(date);
  const [text] = new RegExp(found?.pattern ?? "", "u").exec(name)?.slice(1) ?? [];
  expect(text?.replaceAll("-", "")).toBe(date.replaceAll("-", ""));
});

test.each([
  ["no date", "stations.csv"],
  ["a number", "invoice_12345678.csv"],
  ["a longer number", "export_202611011.csv"],
  ["no day of the calendar", "stations_20261131.csv"],
  ["a period", "stations_20261101-20261130.csv"],
  ["a day in the order of another country", "stations_01-11-2026.csv"],
])("%s is no batch date: %s", (_what, name) => expect(fileDate(name)).toBeUndefined());

test.each(["stations_2026-11-01.csv", "stations_20261101.csv"])(
  "a draft takes the batch date from %s",
  async (name) => {
    const { draft, definition } = await draftAndValidate("id,name\n1,Rome\n", name);
    expect(new RegExp(`${definition.batch_date.file_name_pattern}`, "u").exec(name)?.groups?.date).toMatch(/^2026/);
    expect(draft.notes).toContain(
      `The batch date is 2026-11-01, as ${name} says: batch_date.file_name_pattern finds it; delete that if it is no date of the rows.`,
    );
  },
);
