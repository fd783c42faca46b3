import { planPull } from "../../../functions/core/run/plan-pull";
import { definitions, table } from "../fan-in/factory";

const jdbc = { connection: "erp" } as never;
const known = definitions([
  table("shop/orders", { feed: "snapshot", jdbc }),
  table("shop/events", { feed: "changes", jdbc }),
  table("crm/people", { feed: "snapshot", jdbc: { connection: "crm" } as never }),
  table("shop/files"),
]);
const run = { pull_id: "p1", started_at: "2026-03-01T05:00:00.000Z" };
const place = { prefix: "sluice-dev", staging_bucket: "staging", connections: ["erp"] };
const plan = (input: unknown) => planPull(input, known, run, place);

test("a snapshot has one name a day, so that a second pull of the day corrects the first", () => {
  expect(plan({ table: "shop/orders" })).toEqual({
    table: "shop/orders",
    pull_id: "p1",
    job: "sluice-dev-pull-shop_orders",
    key: "shop/orders/dt=2026-03-01/orders.parquet",
    work: "s3://staging/_work/pulls/p1/",
    report: "s3://staging/_reports/pulls/p1.json",
  });
});

test("a pull of changes has a name of its own, since each counts", () => {
  expect(plan({ table: "shop/events" }).key).toBe("shop/events/dt=2026-03-01/p1.parquet");
});

test.each<[unknown, string]>([
  [{}, 'The input is {}, expected {"table": "<source>/<table>"}; nothing was pulled.'],
  [{ table: "shop/orders", dt: "x" }, 'The input is {"table":"shop/orders","dt":"x"}, expected'],
  [
    { table: "shop/files" },
    'The table shop/files is not pulled from a database, expected one of shop/orders, shop/events, crm/people; nothing was pulled. Give its table.json a "source.jdbc" and deploy.',
  ],
  [
    { table: "crm/people" },
    "The table crm/people is pulled over the connection crm, which this stage does not have; nothing was pulled. Give the stage its parameter connections.crm in serverless.yml and deploy.",
  ],
])("%j is refused", (input, sentence) => {
  expect(() => plan(input)).toThrow(sentence);
});
