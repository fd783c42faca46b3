import { Readable } from "node:stream";
import { Ajv2020 } from "ajv/dist/2020";
import { copySource } from "../../functions/aws/copy";
import { loadDefinitions } from "../../functions/aws/definitions";
import { putJson, readObjectVersion } from "../../functions/aws/objects";
import { quarantine } from "../../functions/aws/quarantine";
import { isDate } from "../../functions/core/contract/dates";
import { compileDefinitions } from "../../functions/core/definitions/compile";
import type { Load, TableDefinition } from "../../functions/core/documents";
import { handler } from "../../functions/handlers/validate-file";
import facts from "../../schemas/meta/facts.schema.json";
import rejection from "../../schemas/meta/rejection.schema.json";
import vocabulary from "../../schemas/meta/vocabulary.schema.json";
import { CSV, ORDER, table } from "../core/validation/helpers";

jest.mock("../../functions/aws/definitions", () => ({
  loadDefinitions: jest.fn(),
}));
jest.mock("../../functions/aws/objects", () => ({
  ...jest.requireActual("../../functions/aws/objects"),
  readObjectVersion: jest.fn(),
  putJson: jest.fn(),
}));
jest.mock("../../functions/aws/quarantine", () => ({
  ...jest.requireActual("../../functions/aws/quarantine"),
  quarantine: jest.fn(),
}));

const load: Load = {
  load_id: "0123456789abcdef0123456789abcdef",
  table: "shop/orders",
  bucket: "sluice-dev-raw-1",
  key: "shop/orders/dt=2026-03-01/orders.csv",
  version_id: "v1",
  etag: "e",
  size: 10,
  sequencer: "",
  loaded_at: "2026-03-01T06:00:00.000Z",
  batch_date: "2026-03-01",
};
const ajv = new Ajv2020({ strict: false, formats: { date: isDate } }).addSchema(vocabulary);
const { contract } = compileDefinitions([]);
const context = (left: number) => ({ getRemainingTimeInMillis: () => left }) as never;
const given = (text: string) => jest.mocked(readObjectVersion).mockReturnValue(Readable.from([Buffer.from(text)]));
const deployed = (fields: Partial<TableDefinition> = {}) =>
  jest
    .mocked(loadDefinitions)
    .mockResolvedValue({ contract, tables: { "shop/orders": table(CSV, ORDER, fields) }, marts: {}, connections: {} });

beforeEach(() => {
  jest.clearAllMocks();
  process.env.QUARANTINE_BUCKET = "quarantine";
  deployed();
});

test("a good file's facts are the answer, as schemas/meta describes them", async () => {
  given("id,quantity\n1,2\n");
  const answer = await handler({ load, approve: [] }, context(60_000));
  expect(answer).toMatchObject({ rows: 1, header: ["id", "quantity"], compression: "none" });
  expect(ajv.validate(facts, answer) || ajv.errors).toBe(true);
  expect(readObjectVersion).toHaveBeenCalledWith(load);
  expect(quarantine).not.toHaveBeenCalled();
});

test("a bad file goes to quarantine with its reason before the handler fails", async () => {
  given("id,quantity\n1,abc\n");
  await expect(handler({ load, approve: [] }, context(60_000))).rejects.toMatchObject({
    name: "FileRejectedError",
    retryable: false,
    message:
      'orders.csv does not match shop/orders: 1 problem in 1 row, at line 2, column quantity: expected an integer, found "abc". ' +
      "Correct the file and send it again, or change schemas/shop/orders/row.schema.json.",
  });
  const [version, document] = jest.mocked(quarantine).mock.calls[0] ?? [];
  expect(version).toBe(load);
  expect(ajv.validate(rejection, document) || ajv.errors).toBe(true);
  expect(document).toMatchObject({ load_id: load.load_id, key: load.key, version_id: "v1", totals: { type: 1 } });
});

test("rows that are set aside are told beside where the file would lie", async () => {
  deployed({ invalid_rows: { quarantine: { max_percent: 50 } } });
  given("id,quantity\n1,2\n2,abc\n");
  const answer = await handler({ load, approve: [] }, context(60_000));
  expect(answer).toMatchObject({ rows: 2, rows_checked: 2, rows_quarantined: 1 });
  expect(quarantine).not.toHaveBeenCalled();
  const [bucket, key, document] = jest.mocked(putJson).mock.calls[0] ?? [];
  expect([bucket, key]).toEqual(["quarantine", `${load.key}.invalid_rows.json`]);
  expect(ajv.validate(rejection, document) || ajv.errors).toBe(true);
  expect(document).toMatchObject({
    load_id: load.load_id,
    totals: { type: 1 },
    reason:
      "orders.csv: 1 of 2 rows does not match shop/orders and was set aside, at line 3, column quantity: " +
      'expected an integer, found "abc". Correct them and send the file again, or change schemas/shop/orders/row.schema.json.',
  });
});

test("a file without an invalid row leaves nothing in quarantine", async () => {
  deployed({ invalid_rows: { quarantine: { max_percent: 50 } } });
  given("id,quantity\n1,2\n");
  expect(await handler({ load, approve: [] }, context(60_000))).toMatchObject({ rows_quarantined: 0 });
  expect(putJson).not.toHaveBeenCalled();
});

test("when the Lambda's time is nearly over, the rest is left to Spark", async () => {
  given("id,quantity\n1,2\n");
  const answer = await handler({ load, approve: [] }, context(9_999));
  expect(answer).toMatchObject({ rows: null, rows_checked: 1, bytes: 16 });
  expect(ajv.validate(facts, answer) || ajv.errors).toBe(true);
  expect(quarantine).not.toHaveBeenCalled();
});

test("of a large file more time is left, to copy it", async () => {
  given("id,quantity\n1,2\n");
  const large = { ...load, size: 4 * 10 ** 9 };
  expect(await handler({ load: large, approve: [] }, context(29_999))).toMatchObject({ rows: null, rows_checked: 1 });
  given("id,quantity\n1,2\n");
  expect(await handler({ load: large, approve: [] }, context(30_001))).toMatchObject({ rows: 1 });
});

test("changes from the future are held with their line, until a person approves them", async () => {
  deployed({ sequence_by: "day" });
  const changes = "id,quantity,day\n1,2,2026-03-03\n2,2,2042-01-04\n3,2,2026-03-04\n";
  given(changes);
  await expect(handler({ load, approve: [] }, context(60_000))).rejects.toMatchObject({
    name: "ImplausibleDateError",
    message:
      "shop/orders: shop/orders/dt=2026-03-01/orders.csv has 2 rows, the first in line 3, whose day is as late as 2042-01-04, " +
      "more than max_days_ahead 2 days after S3 received the file on 2026-03-01; such a change stays the newest of its key " +
      "until then. Correct the file, or approve it: " +
      'sluice run \'{"key": "shop/orders/dt=2026-03-01/orders.csv", "approve_date": true}\'',
  });
  expect(quarantine).not.toHaveBeenCalled();
  given(changes);
  expect(await handler({ load, approve: ["date"] }, context(60_000))).toMatchObject({ rows: 3 });
});

test("a load of a table that is not deployed says so", async () => {
  await expect(handler({ load: { ...load, table: "shop/gone" }, approve: [] }, context(60_000))).rejects.toThrow(
    "shop/gone is in no definition, yet a load names it: deploy schemas/shop/gone again.",
  );
});

test.each([
  ["a b", "raw/a%20b"],
  ["50%.csv", "raw/50%25.csv"],
  ["a%2Fb", "raw/a%252Fb"],
  ["é/日本?x=1#y+z", "raw/%C3%A9/%E6%97%A5%E6%9C%AC%3Fx%3D1%23y%2Bz"],
])("the key %s is copied from %s", (key, source) => {
  expect(copySource({ bucket: "raw", key, version_id: null })).toBe(source);
  expect(copySource({ bucket: "raw", key, version_id: "a+b" })).toBe(`${source}?versionId=a%2Bb`);
});
