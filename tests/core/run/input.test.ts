import { readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020";
import addFormats from "ajv-formats";
import { parseTrigger } from "../../../functions/core/run/input";
import { definitions, mart, table } from "../fan-in/factory";

const DEFINITIONS = definitions([table("shop/orders")], [mart("fact_sales", 0, "shop/orders:daily")]);
const parse = (input: unknown) => parseTrigger(input, DEFINITIONS);
const schema = (name: string) => JSON.parse(readFileSync(`schemas/meta/${name}.schema.json`, "utf8"));
const ajv = addFormats(new Ajv2020({ schemas: [schema("vocabulary")], strict: false }) as never) as unknown as Ajv2020;
const isRunInput = ajv.compile(schema("run_input"));

const EVENT = {
  "detail-type": "Object Created",
  detail: { bucket: { name: "raw" }, object: { key: "shop/orders/a b%.csv", "version-id": "v1", sequencer: "00A1" } },
};

describe("the pipeline's input", () => {
  it("is an event", () => {
    expect(parse(EVENT)).toEqual({
      type: "event",
      bucket: "raw",
      key: "shop/orders/a b%.csv",
      version_id: "v1",
      sequencer: "00A1",
    });
  });

  it.each([
    [{}, { type: "marts", marts: ["fact_sales"], batch_date: null, required: false }],
    [
      { tables: ["shop/orders"], from: "2026-03-01" },
      { type: "replay", tables: ["shop/orders"], from: "2026-03-01", to: null, approve: [] },
    ],
    [
      { key: "a", approve_deletes: true },
      { type: "key", key: "a", approve: ["deletes"] },
    ],
    [
      { withdraw: "a", approve_deletes: true },
      { type: "withdraw", key: "a", version_id: null, approve: ["deletes"] },
    ],
    [
      { withdraw: "a", version_id: "v" },
      { type: "withdraw", key: "a", version_id: "v", approve: [] },
    ],
    [
      { key: "a", approve_date: true },
      { type: "key", key: "a", approve: ["date"] },
    ],
    [
      { key: "a", approve_replacement: true, approve_deletes: false },
      { type: "key", key: "a", approve: ["replacement"] },
    ],
    [
      { marts: ["fact_sales"], batch_date: "2026-03-01" },
      { type: "marts", marts: ["fact_sales"], batch_date: "2026-03-01", required: true },
    ],
    [{ rollback: "fact_sales" }, { type: "rollback", mart: "fact_sales", to: null }],
    [
      { rollback: "fact_sales", to: "2026-03-01" },
      { type: "rollback", mart: "fact_sales", to: "2026-03-01" },
    ],
    [
      { marts: ["fact_sales"], from: "2026-03-01", to: "2026-03-05" },
      {
        type: "marts",
        marts: ["fact_sales"],
        batch_date: null,
        from: "2026-03-01",
        to: "2026-03-05",
        required: true,
      },
    ],
  ])("may be %j", (input, trigger) => {
    expect(isRunInput(input)).toBe(true);
    expect(parse(input)).toEqual(trigger);
  });

  it.each([
    [[], "The input is [], expected an object"],
    [
      { table: ["shop/orders"] },
      "The input has none of the fields tables, key, withdraw, marts and rollback, but table",
    ],
    [{ tables: ["shop/orders"], key: "a" }, "The field key does not go with tables"],
    [{ tables: [] }, "The field tables is [], expected a list of names"],
    [{ tables: "shop/orders" }, 'The field tables is "shop/orders", expected a list of names'],
    [{ tables: ["shop/orders"], from: "1.3.2026" }, 'The field from is "1.3.2026", expected a day as YYYY-MM-DD'],
    [{ key: "" }, 'The field key is "", expected the key of a raw object'],
    [{ key: "a", approve_deletes: "yes" }, 'The field approve_deletes is "yes", expected true or false'],
    [{ key: "a", approve_replacement: 1 }, "The field approve_replacement is 1, expected true or false"],
    [{ marts: ["fact_sales"], approve_replacement: true }, "The field approve_replacement does not go with marts"],
    [
      { approve_deletes: true },
      "The input has none of the fields tables, key, withdraw, marts and rollback, but approve_deletes",
    ],
    [{ withdraw: "" }, 'The field withdraw is "", expected the key of a raw object'],
    [{ withdraw: "a", version_id: 1 }, "The field version_id is 1, expected a version of the object"],
    [{ withdraw: "a", approve_date: true }, "The field approve_date does not go with withdraw"],
    [{ key: "a", version_id: "v" }, "The field version_id does not go with key"],
    [{ rollback: "" }, 'The field rollback is "", expected the name of a mart'],
    [{ rollback: "fact_sales", from: "2026-03-01" }, "The field from does not go with rollback"],
    [{ rollback: "fact_sales", to: "before" }, 'The field to is "before", expected a day as YYYY-MM-DD'],
    [{ marts: ["fact_sales"], from: "2026-03-01" }, "The field to is missing, expected both from and to with marts"],
    [
      { marts: ["fact_sales"], batch_date: "2026-03-01", from: "2026-03-01", to: "2026-03-02" },
      "The field batch_date does not go with from and to",
    ],
  ])("may not be %j, as its schema says too", (input, problem) => {
    expect(isRunInput(input)).toBe(false);
    expect(() => parse(input)).toThrow(
      expect.objectContaining({
        name: "InvalidInputError",
        message: expect.stringContaining(
          `${problem}; nothing was started. Expected an S3 "Object Created" event, {} (rebuild every mart)`,
        ),
      }),
    );
  });

  it.each([
    [{ tables: ["shop/returns"] }, 'The field tables names "shop/returns", expected some of shop/orders'],
    [
      { tables: ["shop/orders"], from: "2026-03-02", to: "2026-03-01" },
      "The field from is 2026-03-02, which is after to, 2026-03-01",
    ],
    [{ rollback: "fact_sale" }, 'The field rollback names "fact_sale", expected some of fact_sales'],
    [
      { marts: ["fact_sales"], from: "2026-03-02", to: "2026-03-01" },
      "The field from is 2026-03-02, which is after to, 2026-03-01",
    ],
    [
      { marts: ["fact_sales"], from: "2020-01-01", to: "2026-03-01" },
      "2252 days of 1 mart may be more than the 1000 states that a run builds: give it a shorter time, or fewer marts",
    ],
    [{ "detail-type": "Object Deleted" }, 'The event\'s detail-type is "Object Deleted", expected "Object Created"'],
  ])("may not be %j, for more than its shape", (input, problem) => expect(() => parse(input)).toThrow(problem));
});
