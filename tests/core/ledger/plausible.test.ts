import type { Load } from "../../../functions/core/documents";
import { requirePlausible } from "../../../functions/core/ledger/plausible";
import { table } from "../fan-in/factory";

const load = (batch_date: string, loaded_at = "2024-01-03T23:59:00.000Z") =>
  ({ table: "f11/cards", key: `f11/cards/${batch_date}.csv`, batch_date, loaded_at }) as Load;
const cards = (fields: object = {}) => table("f11/cards", { max_days_ahead: 2, first_date: null, ...fields });

describe("the batch date of a file", () => {
  it.each([
    ["2024-01-03", {}],
    ["2024-01-05", {}],
    ["1970-01-01", {}],
    ["2024-01-03", { max_days_ahead: 0 }],
    ["2042-01-04", { max_days_ahead: 10_000 }],
    ["2020-01-01", { first_date: "2020-01-01" }],
  ])("may be %s with %j", (date, fields) => expect(() => requirePlausible(load(date), cards(fields))).not.toThrow());

  it.each([
    ["2042-01-04", {}, "more than max_days_ahead 2 days after S3 received it on 2024-01-03"],
    ["2024-01-06", {}, "more than max_days_ahead 2 days after S3 received it on 2024-01-03"],
    ["2024-01-04", { max_days_ahead: 0 }, "more than max_days_ahead 0 days after S3 received it on 2024-01-03"],
    ["1924-01-04", { first_date: "2020-01-01" }, "before first_date 2020-01-01"],
  ])("is held as %s with %j until a person decides", (date, fields, why) => {
    const key = `f11/cards/${date}.csv`;
    expect(() => requirePlausible(load(date), cards(fields))).toThrow(
      expect.objectContaining({
        name: "ImplausibleDateError",
        message: `f11/cards: ${key} speaks for ${date}, which is ${why}; send it again under the right date, or approve it: sluice run '{"key": "${key}", "approve_date": true}'`,
      }),
    );
  });
});
