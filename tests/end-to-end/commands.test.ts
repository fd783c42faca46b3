import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Deployment } from "./support/deployment";
import { sharedDeployment } from "./support/shared";
import { shell } from "./support/shell";

jest.setTimeout(600_000);

const PEOPLE = "field/people";
const HEAD = "id|name|amount";
const DAY_1 = [HEAD, "1|Anna|10.00", "2|Ben|20.50", "3|Cem|1.00", "4|Dana|2.00", "TRL|4|33.50"];
const DAY_2 = [HEAD, "1|Anna|10.00", "2|Ben|21.50", "3|Cem|1.00", "TRL|3|32.50"];
const DAY_3 = [HEAD, "1|Anna|10.00"];
const DAY_4 = ["id|amount", "1|10.00", "2|5.00"];

describe("a newcomer at the command line", () => {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await sharedDeployment();
  });

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(deployment.root, path)), { recursive: true });
    writeFileSync(join(deployment.root, path), text);
  }
  const key = (day: string) => `${PEOPLE}/dt=${day}/people.csv`;
  async function load(day: string, lines: string[]) {
    write(`incoming-${day}/${key(day)}`, `${lines.join("\n")}\n`);
    return deployment.sluice("load", join(deployment.root, `incoming-${day}`));
  }

  test("is told each time that a trailer, which is set aside, suspends all deletes", async () => {
    const first = await load("2024-06-01", DAY_1);
    expect([first.code, first.stdout]).toEqual([
      0,
      expect.stringMatching(/LOADED {2}5 rows: 4 inserted, 0 updated, 0 deleted, 1 set aside/),
    ]);
    const second = await load("2024-06-02", DAY_2);
    expect(second.stdout).toMatch(/LOADED {2}4 rows: 0 inserted, 1 updated, 0 deleted, 1 set aside/);
    expect(second.stdout).toContain(
      "Deletes are suspended: nothing was deleted, and 1 absent key stays live, since 1 row that was set aside has no readable id, so that any absent key may be meant. This is load 2 in a row that deleted nothing.",
    );
    expect((await deployment.sluice("runs")).stdout).toContain("1 rows set aside, deletes suspended");
  });

  test("copies the command of a load that is held, and it is loaded", async () => {
    const { code, stdout } = await load("2024-06-03", DAY_3);
    expect(code).toBe(1);
    const [command] = /sluice run '\{"key": ".*", "approve_deletes": true\}'/.exec(stdout) ?? [];
    expect(command).toBe(`sluice run '{"key": "${key("2024-06-03")}", "approve_deletes": true}'`);
    expect((await deployment.sluice("tables", PEOPLE)).stdout).toMatch(/Open files\n.*\n +MassDeleteError: /);
    const approved = await shell(deployment.root, `npx ${command}`);
    expect(approved.stdout).toMatch(/✔ .* {2}LOADED {2}1 row: 0 inserted, 0 updated, 3 deleted\n/);
    expect(approved).toMatchObject({ code: 0, stderr: "" });
  });

  test("looks at a run by its file, and at the table", async () => {
    const shown = await deployment.sluice("runs", key("2024-06-03"));
    expect(shown.stdout).toMatch(/Status +SUCCEEDED|Status +FAILED/);
    expect(shown.stdout).toContain("Files\n");
    const { stdout } = await deployment.sluice("tables", PEOPLE);
    expect(stdout).toContain("Last batch  2024-06-03");
    expect(stdout).not.toContain("Open files");
    expect(stdout).toMatch(/amount +decimal\(\d+,2\) +required/);
    expect((await deployment.sluice("tables")).stdout).toMatch(/field\/people +snapshot +3 +2024-06-03 +1 /);
  });

  test("is told of a wrong input before anything starts, and by the pipeline itself", async () => {
    expect(await deployment.sluice("run", "[]")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("The input is [], expected an object; nothing was started."),
    });
    expect(await deployment.startPipeline([])).toMatchObject({ status: "FAILED", error: "InvalidInputError" });
  });

  test("is told of a table that is not there, and may close the pipe", async () => {
    expect(await deployment.sluice("query", "select * from people")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("There is no table people: names are raw.<source>_<table>"),
    });
    const query = `npx sluice query "select * from staging.field_people" | true`;
    expect(await shell(deployment.root, query)).toMatchObject({ code: 0, stderr: "" });
  });

  test("deploys nothing while a definition is wrong", async () => {
    const path = `schemas/${PEOPLE}/table.json`;
    const text = readFileSync(join(deployment.root, path), "utf8");
    write(path, text.replace('"snapshot"', '"events"'));
    const refused = await deployment.sluice("deploy");
    write(path, text);
    expect(refused).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringMatching(
        /^✖ The definitions have 1 problem; nothing was deployed:\nschemas\/field\/people\/table.json:\d+: feed "events" is not supported yet; use snapshot or changes\.\n$/,
      ),
    });
  });

  test("deploys the loss of a column once that is approved: the history keeps what it had", async () => {
    const path = `schemas/${PEOPLE}/row.schema.json`;
    const { properties, ...schema } = JSON.parse(readFileSync(join(deployment.root, path), "utf8"));
    const { name: _, ...kept } = properties;
    write(path, JSON.stringify({ ...schema, required: ["id", "amount"], properties: kept }));
    const refused = await deployment.sluice("deploy");
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringMatching(/nothing was deployed:\n.*\bname\b/)]);
    expect((await deployment.sluice("deploy", "--approve-breaking")).code).toBe(0);

    const loaded = await load("2024-06-04", DAY_4);

    expect([loaded.code, loaded.stdout]).toEqual([
      ...[0, expect.stringMatching(/LOADED {2}2 rows: 1 inserted, 1 updated, 0 deleted/)],
    ]);
    const { columns, rows } = await deployment.query("select * from staging.field_people_current order by id");
    expect(columns.map(({ name }) => name).filter((name) => !name.startsWith("_"))).toEqual(["id", "amount"]);
    expect(rows.map((row) => row.slice(0, 2))).toEqual([
      ["1", "10.00"],
      ["2", "5.00"],
    ]);
    const named = await deployment.query("select count(*) from staging.field_people where name = 'Anna'");
    expect(named.rows).not.toEqual([["0"]]);
  });
});
