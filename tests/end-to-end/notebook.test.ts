/**
 * notebooks/customers.ipynb on the marts of the samples, with no right but the reader's policy. It is part of `npm run sweep`
 * and not of `npm test`, as its packages take half a minute to install. `SLUICE_PICTURES=1` draws the picture of
 * docs/consumers.md anew; tests/docs/pictures.test.ts says when that is due.
 */
import { writeFileSync } from "node:fs";
import { NOTEBOOK, PICTURE, signed, sourcesOfPicture } from "../docs/support/picture";
import type { Deployment } from "./support/deployment";
import { execute } from "./support/notebook";
import { asReader } from "./support/reader";
import { loadSamples } from "./support/samples";
import { sharedDeployment } from "./support/shared";

jest.setTimeout(900_000);

/** The counts of the notebook, by SQL in place of pandas. */
const COUNTS = `
with customers as (select customer_id, as_of_date, country, newsletter, credit_limit from mart.customers_historical),
today as (select * from customers where as_of_date = (select max(as_of_date) from customers)),
examples as (
  select
    today.customer_id is null as missing,
    (c.country, c.newsletter, c.credit_limit) = (today.country, today.newsletter, today.credit_limit) as same,
    exists (
      select 1 from mart.fact_sales s where s.customer_id = c.customer_id and s.order_date = c.as_of_date + interval '1' day
    ) as ordered
  from customers c left join today on today.customer_id = c.customer_id
  where c.as_of_date < (select max(as_of_date) from customers)
)
select
  (select count(*) from customers),
  (select count(distinct as_of_date) from customers),
  (select count(*) from mart.fact_sales),
  count(*),
  round(100.0 * count_if(ordered) / count(*)),
  count_if(not missing and same),
  count_if(not missing and not same),
  count_if(missing)
from examples`;

const environmentOf = ({ port, stage: { names } }: Deployment) => ({
  ...process.env,
  AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
  AWS_DEFAULT_REGION: process.env.AWS_REGION,
  SLUICE_MART_DATABASE: names.databases.mart,
  SLUICE_WORKGROUP: names.workgroup,
});

test("the notebook joins at the point in time as SQL does, and trains a model", async () => {
  const deployment = await sharedDeployment();
  await loadSamples(deployment);
  const [counts = []] = (await deployment.query(COUNTS)).rows;
  const [rows, days, sales, examples, percent, ...leaks] = counts.map(Number);
  const { printed, pictures } = await asReader(deployment.stage, async () =>
    execute(NOTEBOOK, environmentOf(deployment)),
  );
  const lines = printed.trimEnd().split("\n");
  expect(lines.slice(0, 2)).toEqual([
    `${rows} rows of customers on ${days} days, ${sales} sales`,
    `${examples} examples, ${percent}% of them with an order on the next day`,
  ]);
  expect(lines.slice(2, 5).map((line) => Number(/\d+$/.exec(line)))).toEqual(leaks);
  expect(lines[5]).toMatch(/^AUC on 04 March: 0\.\d\d$/);
  expect(pictures).toHaveLength(1);
  if (process.env.SLUICE_PICTURES) writeFileSync(PICTURE, signed(pictures[0] as Buffer, sourcesOfPicture()));
});
