import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import {
  AthenaClient,
  BatchGetNamedQueryCommand,
  ListNamedQueriesCommand,
  type NamedQuery,
} from "@aws-sdk/client-athena";
import { ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import Papa from "papaparse";
import { asOf } from "../../functions/cli/as-of";
import { columnsOfEach } from "../../functions/cli/catalogue/columns";
import { ROOT } from "../../functions/cli/paths";
import { loadDefinitions } from "../../functions/cli/read-definitions";
import { tablesOf } from "../../functions/core/consumers/quicksight/data-set";
import type { MartResult } from "../../functions/core/run/outcome";
import { ofAthena, sqlOf } from "./support/data-sets";
import type { Deployment } from "./support/deployment";
import { withKeepDays } from "./support/keep-days";
import { listenToFailures } from "./support/notifications";
import { asReader } from "./support/reader";
import { loadSamples, samples } from "./support/samples";
import { sharedDeployment } from "./support/shared";
import { expectedDimCustomer, expectedDimProduct, expectedHistorical, expectedSales } from "./support/star";

jest.setTimeout(600_000);

const CUSTOMERS = "shop/customers/dt=2026-03-05/customers.csv.gz";

/** The customers of a day's snapshot, by default the last: what `customers_current` must hold. */
function expectedCustomers(wanted = CUSTOMERS): string[] {
  const file = samples().find(({ key }) => key === wanted);
  const text = gunzipSync(readFileSync(file?.path as string)).toString();
  const { data } = Papa.parse<{ customer_id: string }>(text, { header: true, skipEmptyLines: true });
  return data.map(({ customer_id }) => customer_id).sort();
}

async function namedQueries(WorkGroup: string): Promise<NamedQuery[]> {
  const athena = new AthenaClient({});
  const { NamedQueryIds } = await athena.send(new ListNamedQueriesCommand({ WorkGroup }));
  return (await athena.send(new BatchGetNamedQueryCommand({ NamedQueryIds }))).NamedQueries ?? [];
}

describe("the whole path", () => {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await sharedDeployment();
  });

  const column = async (sql: string) => (await deployment.query(sql)).rows.map(([value]) => value ?? null);
  const sorted = async (sql: string) =>
    (await deployment.query(sql)).rows.map((row) => row.map((value) => value ?? null)).sort();
  const count = async (table: string) => Number((await column(`select count(*) from ${table}`))[0]);

  test("five days of samples, loaded day by day, give the star of day 5", async () => {
    await loadSamples(deployment);

    expect((await column("select customer_id from mart.customers_current")).sort()).toEqual(expectedCustomers());
    expect(await sorted("select * from mart.dim_customer")).toEqual(expectedDimCustomer().sort());
    expect(await sorted("select * from mart.dim_product")).toEqual(expectedDimProduct().sort());
    const keys = "customer_key, product_key, order_date_key, status_date_key";
    expect(await sorted(`select order_id, ${keys}, amount from mart.fact_sales`)).toEqual(expectedSales().sort());
    const state = "select as_of_date, customer_id, credit_limit from mart.customers_historical";
    expect(await sorted(state)).toEqual(expectedHistorical().sort());
  });

  test("the calendar has every day once, and those that no sale has", async () => {
    const days = "select date_key, day_name, iso_week, fiscal_year, is_weekend, holiday_name from mart.dim_date";
    expect(await count("mart.dim_date")).toBe(1 + (Date.parse("2031-01-01") - Date.parse("2024-01-01")) / 86_400_000);
    expect(await sorted(`${days} where date_key in (0, 20260301, 20261225)`)).toEqual([
      ["0", null, null, null, null, null],
      ["20260301", "Sunday", "9", "2026", "true", null],
      ["20261225", "Friday", "52", "2027", "false", "Christmas Day"],
    ]);
    expect((await deployment.sluice("why", "dim_date")).stdout).toMatch(
      /^dim_date is built for \S+: it reads nothing that arrives, and is built again once its definition changes\.\n$/,
    );
  });

  test("a past batch date can be asked for: the mart, and staging as it was then", async () => {
    const definitions = loadDefinitions(deployment.root);
    const ids = async (table: string, date: string) =>
      (await column(await asOf(`select customer_id from ${table} c`, date, deployment.stage, definitions))).sort();
    for (const date of ["2026-03-02", "2026-03-04"]) {
      const expected = expectedCustomers(CUSTOMERS.replace("2026-03-05", date));
      expect(expected).not.toEqual(expectedCustomers());
      expect(await ids("mart.customers_current", date)).toEqual(expected);
      expect(await ids("staging.shop_customers_current", date)).toEqual(expected);
    }
    await expect(ids("mart.customers_current", "2026-02-28")).rejects.toThrow(
      "mart.customers_current has no state of the batch date 2026-02-28: the nearest is 2026-03-01.",
    );
    await expect(ids("staging.shop_customers", "2026-02-28")).rejects.toThrow("its first batch date is 2026-03-01.");
  });

  test("every sample's run is on record", async () => {
    const runs = await deployment.runs();
    for (const { key: wanted } of samples()) expect(runs.find(({ key }) => key === wanted)?.status).toBe("SUCCEEDED");
  });

  test("every named query of the marts runs", async () => {
    const marts = Object.keys(loadDefinitions(ROOT).marts);
    const named = await namedQueries(deployment.stage.names.workgroup);
    const queries = named.filter(({ Name = "" }) => marts.includes(Name.split(":")[0] as string));
    expect(queries.map(({ Name }) => Name).sort()).toEqual([
      ...["customers_current: history of one key", "customers_current: newest rows"],
      ...["customers_historical: history of one key", "customers_historical: newest rows"],
      ...["dim_customer: history of one key", "dim_customer: newest rows", "dim_date: newest rows"],
      ...["dim_product: history of one key", "dim_product: newest rows"],
      ...["fact_sales: history of one key", "fact_sales: newest rows", "fact_sales: with its dimensions"],
    ]);
    for (const { Name, QueryString = "" } of queries) {
      const { columns, rows } = await deployment.query(QueryString.replaceAll("= ?", "is not null"));
      expect([Name, columns.length > 1, rows.length > 0]).toEqual([Name, true, true]);
    }
  });

  test("the reader's policy lets its holder query the marts, and not the staging tables", async () => {
    const query = (sql: string) => asReader(deployment.stage, () => deployment.query(sql));
    expect((await query("select * from mart.customers_current")).rows.length).toBe(expectedCustomers().length);
    await expect(query("select * from staging.shop_customers_current")).rejects.toThrow(/not authorized|[Dd]enied/);
  });

  test("QuickSight's data sets have in Athena the columns, types and rows that they declare", async () => {
    const { mart: database } = deployment.stage.names.databases;
    const { marts } = loadDefinitions(ROOT);
    const found = Object.entries(await columnsOfEach(database, Object.keys(marts)));
    const columns = Object.fromEntries(found.map(([id, own]) => [id, own ?? []]));
    for (const mart of Object.values(marts)) {
      const tables = tablesOf(mart, columns, { dataSourceArn: "", database });
      const { columns: found, rows } = await deployment.query(sqlOf(tables));
      expect([mart.id, found.map(ofAthena), rows.length]).toEqual([
        ...[mart.id, tables.columns, await count(`mart.${mart.id}`)],
      ]);
    }
  });

  test("raw files are catalogued; Athena reads all but XML", async () => {
    expect(await count("raw.shop_customers")).toBeGreaterThan(0);
    expect(await count("raw.shop_orders")).toBeGreaterThan(0);
    // The crawl of the first day registered one folder; the loads of known shape registered theirs.
    const days = [...new Set(samples().flatMap(({ key }) => /shop\/customers\/dt=([0-9-]+)/.exec(key)?.[1] ?? []))];
    expect((await column("select distinct dt from raw.shop_customers")).sort()).toEqual(days.sort());
    await expect(count("raw.catalogue_products")).rejects.toThrow("Athena cannot read XML");
  });

  test("a unit test of a mart is drafted from its live rows", async () => {
    const { code, stdout } = await deployment.sluice("test-mart", "fact_sales", "--from", "2026-03-05");
    const path = "glue/marts/fact_sales/tests/from_2026_03_05.yml";
    expect([code, stdout]).toEqual([0, expect.stringContaining(`${path}: expects `)]);
    const drafted = readFileSync(join(deployment.root, path), "utf8");
    const batchDates = [...drafted.matchAll(/- batch_date: (.*)/g)].map(([, date]) => date);
    expect(batchDates).toEqual(["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05"]);
    expect(drafted).toMatch(/expect:\n +rows:\n +- \{ order_id: 5000, order_date: 2026-03-01, .* amount: 238\.47,/);
  });

  test("the same event delivered twice is one load", async () => {
    const before = await deployment.loads("shop/customers");
    const [first] = (await deployment.runs()).filter(({ key }) => key === CUSTOMERS);
    const [load] = (first?.loads ?? []) as { load_id: string }[];

    const again = await deployment.startPipeline(first?.trigger ?? null);

    expect(again.status).toBe("SUCCEEDED");
    const run = (await deployment.runs()).find(({ run_id }) => run_id === again.run_id);
    expect(run?.loads).toEqual([expect.objectContaining({ status: "DUPLICATE", load_id: load?.load_id })]);
    expect(await deployment.loads("shop/customers")).toEqual(before);
  });

  test("a file uploaded again unchanged adds no change row and doubles none", async () => {
    const before = [await count("staging.shop_customers"), await count("mart.customers_current")];
    const file = samples().find(({ key }) => key === CUSTOMERS);

    const run = await deployment.waitForRun(await deployment.putRaw(CUSTOMERS, readFileSync(file?.path as string)));

    expect(run.status).toBe("SUCCEEDED");
    expect([await count("staging.shop_customers"), await count("mart.customers_current")]).toEqual(before);
  });

  test("a file for an unknown table fails, is in quarantine with the reason, and is told", async () => {
    const { messages, close } = await listenToFailures(deployment.stage);
    const before = await count("staging.shop_orders");

    const run = await deployment.waitForRun(await deployment.putRaw("shop/invoices/invoices.csv", "id\n1\n"));

    expect([run.status, run.error]).toEqual(["FAILED", "UnknownTableError"]);
    expect(await deployment.quarantined("shop/invoices/invoices.csv")).toBe("id\n1\n");
    const rejection = JSON.parse((await deployment.quarantined("shop/invoices/invoices.csv.rejection.json")) ?? "null");
    expect(rejection.reason).toContain("shop/invoices is not among ");
    expect(messages.map(({ Message }) => Message)).toEqual([expect.stringContaining("UnknownTableError")]);
    expect(await count("staging.shop_orders")).toBe(before);
    await close();
  });

  test("a file with a wrong column fails and says line and column; nothing of it is staged", async () => {
    const { messages, close } = await listenToFailures(deployment.stage);
    const before = [await count("staging.shop_customers"), await count("mart.customers_current")];
    const key = "shop/customers/dt=2026-03-06/customers.csv";
    const header = "customer_id,nam,email,phone,country,address,signed_up,newsletter,credit_limit,referred_by";

    const run = await deployment.waitForRun(
      await deployment.putRaw(key, `${header}\n1,Ada,a@example.com,,DE,x,2025-01-01,true,1.00,\n`),
    );

    expect([run.status, run.error]).toEqual(["FAILED", "FileRejectedError"]);
    const rejection = JSON.parse((await deployment.quarantined(`${key}.rejection.json`)) ?? "null");
    expect(JSON.stringify(rejection.problems)).toContain("nam");
    expect(messages.some(({ Message }) => Message.includes("FileRejectedError"))).toBe(true);
    expect([await count("staging.shop_customers"), await count("mart.customers_current")]).toEqual(before);
    await close();
  });

  test("started by hand with {}, pipeline rebuilds every mart", async () => {
    const { status, run_id } = await deployment.startPipeline({});
    const run = (await deployment.runs()).find((each) => each.run_id === run_id);
    expect(status).toBe("SUCCEEDED");
    const built = ((run?.marts ?? []) as MartResult[]).map(({ mart }) => mart);
    expect(built).toEqual(expect.arrayContaining(readdirSync(join(ROOT, "glue/marts"))));
  });

  test("maintenance frees what nothing needs, and no query sees a difference", async () => {
    const { names } = deployment.stage;
    const shown = async () =>
      Promise.all(
        ["staging.shop_orders", "mart.fact_sales", "mart.dim_customer"].map((each) => sorted(`select * from ${each}`)),
      );
    const s3 = new S3Client({});
    const put = (Key: string) => s3.send(new PutObjectCommand({ Bucket: names.buckets.staging, Key, Body: "x" }));
    const below = async (Prefix: string) =>
      (await s3.send(new ListObjectsV2Command({ Bucket: names.buckets.staging, Prefix }))).Contents ?? [];
    const left = ["shop_orders/data/left-behind.parquet", "_state/shop_customers/dead/run/load.json"];
    for (const key of [...left, "shop_orders_of_others/data/theirs.parquet"]) await put(key);
    const before = await shown();

    expect((await deployment.sluice("maintain", "shop/orders")).code).toBe(0);
    expect(await below(left[0] as string)).toHaveLength(1); // it may be of a job that runs
    const asked = ["shop/orders", "shop/customers", "mart.fact_sales"];
    const { code, stdout } = await withKeepDays(names.maintenanceJob, "0", () =>
      deployment.sluice("maintain", ...asked),
    );

    expect([code, stdout]).toEqual([0, expect.stringMatching(/^table +files +snapshots +freed\n/)]);
    const [, from, to] = /^shop\/orders +\d+ -> \d+ +(\d+) -> (\d+) /m.exec(stdout) ?? [];
    expect(Number(to)).toBeLessThan(Number(from));
    for (const key of left) expect(await below(key)).toEqual([]);
    expect(await below("shop_orders_of_others/")).toHaveLength(1);
    expect(await shown()).toEqual(before);
  });

  test("maintenance that fails is told, and the command says so", async () => {
    const { messages, close } = await listenToFailures(deployment.stage);
    const { code, stdout } = await withKeepDays(deployment.stage.names.maintenanceJob, "no number", () =>
      deployment.sluice("maintain"),
    );
    expect([code, stdout]).toEqual([1, expect.stringContaining("✖ FAILED: ")]);
    expect(messages.map(({ Subject }) => Subject)).toEqual(["Sluice maintenance failed"]);
    await close();
  });

  test("a replay of two days from raw succeeds and changes no row", async () => {
    const before = [await count("staging.shop_orders"), await count("mart.fact_sales")];
    const [from, to] = ["2026-03-02", "2026-03-03"];
    const ofThoseDays = (await deployment.loads("shop/orders")).filter(({ batch_date }) =>
      [from, to].includes(batch_date),
    );

    const { status, run_id } = await deployment.startPipeline({ tables: ["shop/orders"], from, to });

    const run = (await deployment.runs()).find((each) => each.run_id === run_id);
    const replayed = (run?.loads ?? []) as { load_id: string }[];
    expect(status).toBe("SUCCEEDED");
    expect(replayed.map(({ load_id }) => load_id).sort()).toEqual(ofThoseDays.map(({ load_id }) => load_id).sort());
    expect(new Set(ofThoseDays.map(({ batch_date }) => batch_date)).size).toBe(2);
    expect([await count("staging.shop_orders"), await count("mart.fact_sales")]).toEqual(before);
  });

  test("any other input is an error that says what is wrong, and starts nothing", async () => {
    const run = await deployment.startPipeline({ table: "shop/orders" });
    expect([run.status, run.error]).toEqual(["FAILED", "InvalidInputError"]);
    expect(run.error_message).toContain(
      "The input has none of the fields tables, key, withdraw, marts and rollback, but table",
    );
  });
});
