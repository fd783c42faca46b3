import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Deployment, Upload } from "./support/deployment";
import { sharedDeployment } from "./support/shared";

jest.setTimeout(600_000);

describe("what comes late, in parts, within one second, or from the future", () => {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await sharedDeployment();
  });

  /** Loads a file and waits for its run, marts included. */
  async function load(key: string, ...lines: string[]): Promise<string> {
    const { status } = await deployment.waitForRun(await deployment.putRaw(key, `${lines.join("\n")}\n`));
    return status;
  }
  const why = async (mart: string, ...options: string[]) => (await deployment.sluice("why", mart, ...options)).stdout;
  async function keys(): Promise<Record<string, string>> {
    const { rows } = await deployment.query("select sale, product_key from mart.late_sales");
    return Object.fromEntries(rows.map(([sale, key]) => [String(sale), String(key)]));
  }
  const orders = async () => (await deployment.query("select no, name from mart.named_orders order by no")).rows;

  test.concurrent("a product that is sold, arrives, vanishes and returns is repaired by its arrival", async () => {
    const products = (day: string, ...lines: string[]) =>
      load(`f16/products/dt=2024-06-${day}/p.csv`, "product,name,price", ...lines);
    const sales = (day: string, ...lines: string[]) =>
      load(`f16/sales/dt=2024-06-${day}/s.csv`, "sale,sold_at,sold_on,product,qty", ...lines);
    const JUNE_1 = [
      "1,2024-06-01T09:00:00Z,2024-06-01,P1,1",
      "2,2024-06-01T10:00:00Z,2024-06-01,P9,2",
      "3,2024-06-01T11:00:00Z,2024-06-01,,3",
    ];
    await products("01", "P1,Pen,1.00", "P2,Ink,2.00");
    expect(await sales("01", ...JUNE_1)).toBe("SUCCEEDED");
    expect(await keys()).toEqual({ 1: expect.stringMatching(/^[0-9a-f]{64}$/), 2: "unknown", 3: "unknown" });
    expect(await why("late_sales")).toContain(
      'late_sales of 2024-06-01 has 1 row whose product has not arrived ("unknown"): the file that brings the member repairs them.',
    );
    const first = await keys();

    await products("03", "P1,Pen,1.50", "P2,Ink,2.00", "P9,Pad,9.00");
    const repaired = await keys();
    expect(repaired).toEqual({ ...first, 2: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(await why("late_sales", "--date", "2024-06-01")).not.toContain("has not arrived");

    await products("04", "P1,Pen,1.50", "P2,Ink,2.00");
    expect(await keys()).toEqual(repaired);
    await products("06", "P1,Pen,1.50", "P2,Ink,2.00", "P9,Pad 2,9.90");
    await sales("06", ...JUNE_1, "4,2024-06-05T09:00:00Z,2024-06-05,P9,1", "5,2024-06-06T09:00:00Z,2024-06-06,P9,1");
    const back = await keys();
    // Sale 4 is of a day on which there was no P9.
    expect(back).toEqual({ ...repaired, 4: "unknown", 5: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(back[5]).not.toBe(back[2]);
  });

  test.concurrent("a snapshot in parts is loaded once, when all are there; without parts the second file is held", async () => {
    const rows = (...ids: number[]) => ["id,name", ...ids.map((id) => `${id},N${id}`)];
    const live = async (table: string) =>
      (await deployment.query(`select id from staging.f09_${table}_current order by id`)).rows.map(([id]) =>
        Number(id),
      );
    const folder = mkdtempSync(join(tmpdir(), "sluice-parts-"));
    const date = join(folder, "f09/customers/dt=2024-05-01");
    mkdirSync(date, { recursive: true });
    writeFileSync(join(date, "_SUCCESS"), "");
    for (const part of [0, 1, 2]) {
      const ids = [1, 2, 3, 4].map((id) => part * 4 + id);
      writeFileSync(join(date, `part-0000${part}.csv`), `${rows(...ids).join("\n")}\n`);
    }
    const { code, stdout } = await deployment.sluice("load", folder);
    expect([code, stdout.match(/ {2}LOADED {2}12 rows: 12 inserted, 0 updated, 0 deleted/g)?.length]).toEqual([0, 1]);
    // What the others are told depends on which of them was checked last.
    const others =
      / {2}WAITING {2}[^\n]*\n {4}((part \d of )?an open batch.*: waits for |its batch is being loaded by)/;
    expect(stdout).toMatch(others);
    expect(await live("customers")).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    const statuses = (await deployment.loads("f09/customers")).map(({ status }) => status);
    expect(statuses).toEqual(["LOADED", "LOADED", "LOADED", "LOADED", "LOADED"]);

    const [first, second] = ["a.csv", "b.csv"].map((name) => `f09/customers/dt=2024-05-02/${name}`) as [string, string];
    expect(await load(first, ...rows(1, 2))).toBe("SUCCEEDED");
    expect(await load(second, "id,name", "x,N3")).toBe("FAILED");
    expect(await load("f09/customers/dt=2024-05-02/_SUCCESS")).toBe("SUCCEEDED");
    expect(await live("customers")).toHaveLength(12);
    const told = (await deployment.sluice("tables", "f09/customers")).stdout;
    expect(told).toContain("an open batch of 1 part: waits for a correction of b.csv, which was rejected");
    expect(told).toMatch(/b\.csv of 2024-05-02 {2}REJECTED\n.*found "x"/);
    expect(await load(second, ...rows(3))).toBe("SUCCEEDED");
    expect(await live("customers")).toEqual([1, 2, 3]);

    const batch = "f09/customers/dt=2024-05-02/";
    expect(await deployment.startPipeline({ withdraw: batch })).toMatchObject({ status: "SUCCEEDED" });
    expect(await live("customers")).toHaveLength(12);
    expect(await deployment.startPipeline({ key: batch })).toMatchObject({ status: "SUCCEEDED" });
    expect(await live("customers")).toEqual([1, 2, 3]);

    expect(await load("f09/uneven/dt=2024-07-01/full.csv", ...rows(1, 2, 3, 4))).toBe("SUCCEEDED");
    expect(await load("f09/uneven/dt=2024-07-02/part-0.csv", ...rows(1, 2))).toBe("SUCCEEDED");
    expect(await load("f09/uneven/dt=2024-07-02/part-1.csv", ...rows(3, 4))).toBe("FAILED");
    expect(await live("uneven")).toEqual([1, 2]);
  });

  test.concurrent("parts are closed by the manifest that lists them, or by a quiet minute", async () => {
    const put = (table: string, name: string, body: string) =>
      deployment.putRaw(`f09/${table}/dt=2024-05-01/${name}`, body);
    const ended = async (upload: Promise<Upload>) => (await deployment.waitForRun(await upload)).status;
    const live = async (table: string) =>
      (await deployment.query(`select id from staging.f09_${table}_current order by id`)).rows.map(([id]) => id);
    // The newest part waits for its minute while the other table is loaded.
    const older = await put("quiet", "a.csv", "id,name\n1,N1\n");
    const newest = await put("quiet", "b.csv", "id,name\n2,N2\n");

    expect(await ended(put("listed", "left-over.csv", "id,name\n9,N9\n"))).toBe("SUCCEEDED");
    expect(await ended(put("listed", "a.csv", "id,name\n1,N1\n"))).toBe("SUCCEEDED");
    expect(await ended(put("listed", "parts.json", '["a.csv", "b.csv"]'))).toBe("SUCCEEDED");
    expect((await deployment.sluice("tables", "f09/listed")).stdout).toContain("b.csv, which parts.json lists");
    expect(await ended(put("listed", "b.csv", "id,name\n2,N2\n"))).toBe("SUCCEEDED");
    expect(await live("listed")).toEqual(["1", "2"]);

    for (const part of [older, newest]) expect((await deployment.waitForRun(part)).status).toBe("SUCCEEDED");
    expect(await live("quiet")).toEqual(["1", "2"]);
  });

  test.concurrent("changes within one second take effect in the order of their file, and a full load is inserts", async () => {
    const accounts = Array.from({ length: 12 }, (_, at) => at + 1);
    const second = accounts.flatMap((id) => [`I,${id},100`, `U,${id},150`, `U,${id},${200 + id}`]);
    second.push("I,21,1", "D,21,1", "D,22,1", "I,22,2");
    const lines = second.map((change) => `${change},2024-05-01 10:00:00`);
    expect(await load("f10/accounts/dt=2024-05-01/a.csv", "Op,id,balance,updated_at", ...lines)).toBe("SUCCEEDED");
    const { rows } = await deployment.query("select id, balance from staging.f10_accounts_current order by id");
    expect(rows.map((row) => row.map(Number))).toEqual([...accounts.map((id) => [id, 200 + id]), [22, 2]]);

    const [at, later] = ["2024-05-01 00:00:00.000000", "2024-05-02 01:01:00.00000"];
    await load("f10/dms/dt=2024-05-01/LOAD00000001.csv", "id,name,ts", `1,Anna,${at}`, `2,Ben,${at}`);
    const changes = [`U,1,Anne,${later}1`, `D,2,Ben,${later}2`, `I,3,Cem,${later}3`];
    expect(await load("f10/dms/dt=2024-05-02/20240502-010101000.csv", "Op,id,name,ts", ...changes)).toBe("SUCCEEDED");
    const { rows: people } = await deployment.query("select id, name from staging.f10_dms_current order by id");
    expect(people).toEqual([
      ["1", "Anne"],
      ["3", "Cem"],
    ]);
  });

  test.concurrent("a mart waits for its missing input, and why says which file is the reason", async () => {
    const customers = (path: string, ...lines: string[]) =>
      load(`f17/customers/dt=2024-06-${path}`, "cust,name", ...lines);
    const order = (day: string, ...lines: string[]) =>
      load(`f17/orders/dt=2024-06-${day}/o.csv`, "no,day,cust", ...lines);
    await customers("01/c.csv", "1,Anna");
    await order("01", "1,2024-06-01,1");
    expect(await orders()).toEqual([["1", "Anna"]]);

    await order("02", "1,2024-06-01,1", "2,2024-06-02,2");
    expect(await orders()).toEqual([["1", "Anna"]]);
    const waits = "named_orders is not due for 2024-06-02: it waits for f17/customers of 2024-06-02";
    expect(await why("named_orders")).toContain(waits);

    expect(await customers("02/c.csv", "1,Anna", "x,Ben")).toBe("FAILED");
    const rejected =
      /f17\/customers\/dt=2024-06-02\/c\.csv came at \S+Z and was rejected: FileRejectedError: .*found "x".*Correct/;
    const told = await why("named_orders");
    expect(told).toContain(waits);
    expect(told).toMatch(rejected);
    expect(await orders()).toEqual([["1", "Anna"]]);

    await order("03", "1,2024-06-01,1", "2,2024-06-02,2", "3,2024-06-03,1");
    expect(await orders()).toEqual([["1", "Anna"]]);
    await customers("03/c.csv", "1,Anna", "2,Ben");
    expect(await orders()).toEqual([
      ["1", "Anna"],
      ["2", "Ben"],
      ["3", "Anna"],
    ]);
    expect(await why("named_orders", "--date", "2024-06-02")).toMatch(rejected);

    await customers("02/c-corrected.csv", "1,Anna", "2,Benjamin");
    const corrected = await why("named_orders", "--date", "2024-06-02");
    expect(corrected).toContain("named_orders is built for 2024-06-02.");
    expect(corrected).not.toContain("was rejected");
    expect((await orders()).map(([, name]) => name)).toEqual(["Anna", "Ben", "Anna"]);
  });

  test.concurrent("a file from the future is held, and what was approved by mistake is withdrawn", async () => {
    const MISTAKE = "f11/cards/cards_20420104.csv";
    const REAL = "f11/cards/cards_20240104.csv";
    const file = (limit: number, ...cards: number[]) => ["card,limit", ...cards.map((card) => `${card},${limit}`)];
    const shown = async (name: string) =>
      (await deployment.query(`select card, limit from ${name} order by card`)).rows
        .map((row) => row.join(" "))
        .join(", ");
    const both = async () => [await shown("staging.f11_cards_current"), await shown("mart.card_limits")];
    const real = Array(2).fill("1 400, 3 400, 4 400, 5 500");

    const held = await deployment.waitForRun(await deployment.putRaw(MISTAKE, file(999, 1, 3, 4).join("\n")));
    expect([held.status, held.error]).toEqual(["FAILED", "ImplausibleDateError"]);
    expect(await load(REAL, ...file(400, 1, 3, 4), "5,500")).toBe("SUCCEEDED");
    expect(await both()).toEqual(real);

    const approved = await deployment.sluice("run", JSON.stringify({ key: MISTAKE, approve_date: true }));
    expect(approved).toMatchObject({ code: 0, stdout: expect.stringContaining(`${MISTAKE}  LOADED`) });
    expect(await both()).toEqual(Array(2).fill("1 999, 3 999, 4 999"));

    const withdrawn = await deployment.sluice("withdraw", MISTAKE);
    expect(withdrawn).toMatchObject({ code: 0, stdout: expect.stringContaining(`${MISTAKE}  WITHDRAWN`) });
    expect(withdrawn.stdout).toContain("card_limits of 2024-01-04  BUILT");
    expect(await both()).toEqual(real);
    expect(await why("card_limits")).toContain("card_limits is built for 2024-01-04.");
    expect((await deployment.sluice("withdraw", MISTAKE)).stdout).toContain("This version was withdrawn by the run");

    // The event comes once more, or the table is replayed: nothing comes back.
    const [first] = (await deployment.runs()).filter(({ run_id }) => run_id === held.run_id);
    expect(await deployment.startPipeline(first?.trigger)).toMatchObject({ status: "SUCCEEDED" });
    expect(await deployment.startPipeline({ tables: ["f11/cards"] })).toMatchObject({ status: "SUCCEEDED" });
    const status = (await deployment.loads("f11/cards")).map(({ key, status }) => `${key} ${status}`);
    expect(status).toEqual([`${REAL} LOADED`, `${MISTAKE} WITHDRAWN`]);
    expect(await both()).toEqual(real);

    // Of a correction, the predecessor returns.
    const correction = await deployment.putRaw(REAL, file(777, 1, 3).join("\n"));
    expect(await deployment.waitForRun(correction)).toMatchObject({ status: "SUCCEEDED" });
    expect(await both()).toEqual(Array(2).fill("1 777, 3 777"));
    const back = await deployment.sluice("withdraw", REAL, "--object-version", `${correction.version_id}`);
    expect(back).toMatchObject({ code: 0, stdout: expect.stringContaining(`2024-01-04 is what ${REAL} of `) });
    expect(await both()).toEqual(real);
  });

  test("a mart that loses a column is planned with what it costs, and refused", async () => {
    const lost = "column limit";
    const file = join(deployment.root, "glue/marts/card_limits/mart.sql");
    const sql = readFileSync(file, "utf8");
    writeFileSync(file, "select card, card + 0 as twice from staging.f11_cards_current");
    const { stdout } = await deployment.sluice("plan", "--format", "json");
    const refused = await deployment.sluice("deploy");
    writeFileSync(file, sql); // other files of tests deploy again
    const { changes, rebuilds, breaks, ...others } = JSON.parse(stdout);
    expect(others).toEqual({ stage: "local", code: [], permissions: [] });
    expect(changes).toMatchObject([{ type: "mart", id: "card_limits", verdict: "changed" }]);
    expect(changes[0].differences.map(({ what }: { what: string }) => what)).toEqual([
      lost,
      "column twice",
      "mart.sql",
    ]);
    expect(rebuilds).toMatchObject([{ id: "card_limits", rows: 4, cost: { job_runs: 1, measured: true } }]);
    expect(breaks).toEqual([expect.stringMatching(/^mart card_limits, column limit: queries of it fail, /)]);
    expect(refused).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringContaining(`nothing was deployed:\n    ${breaks[0]}\n`),
    });
  });
});
