import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Deployment } from "./support/deployment";
import { sharedDeployment } from "./support/shared";

jest.setTimeout(300_000);

/** Odd on purpose: spaces and umlauts in names, semicolons, quotes, leading zeros, a day without a value, equal rows. */
const CITIES = [
  "City Name;Größe (km²);Postcode;founded;Capital?;population",
  '"Köln; am Rhein";405.15;50667;0050-01-01;no;1084831',
  "Springfield;171.58;01103;1636-05-14;no;155929",
  "Springfield;171.58;01103;1636-05-14;no;155929",
  '"L\'Aquila ""bella""";473.91;67100;;no;69439',
  "Bern;51.62;03000;1191-01-01;yes;134591",
].join("\r\n");

describe("a new table", () => {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await sharedDeployment();
    execFileSync("git", ["init", "-q"], { cwd: deployment.root });
    execFileSync("git", ["add", "-A"], { cwd: deployment.root });
  });

  test("is drafted from a file, deployed and loaded with every row; nothing but its folder is touched", async () => {
    const incoming = join(deployment.root, ".sluice", "incoming");
    mkdirSync(join(incoming, "world", "cities"), { recursive: true });
    const file = join(incoming, "world", "cities", "cities of the world.csv");
    writeFileSync(file, CITIES);

    expect(await deployment.sluice("new-table", "world/cities", "--from", file)).toMatchObject({ code: 0 });
    expect(await deployment.sluice("deploy")).toMatchObject({ code: 0 });
    expect(await deployment.sluice("load", incoming)).toMatchObject({ code: 0 });

    const { rows } = await deployment.query(
      "select city_name, postcode, population from staging.world_cities order by population",
    );
    expect(rows).toEqual([
      ['L\'Aquila "bella"', "67100", "69439"],
      ["Bern", "03000", "134591"],
      ["Springfield", "01103", "155929"],
      ["Springfield", "01103", "155929"],
      ["Köln; am Rhein", "50667", "1084831"],
    ]);
    const touched = execFileSync("git", ["status", "--porcelain", "--untracked-files=all"], {
      cwd: deployment.root,
      encoding: "utf8",
    });
    const paths = touched.split("\n").filter((line) => line !== "" && !line.startsWith("A "));
    expect(paths).toEqual(["?? schemas/world/cities/row.schema.json", "?? schemas/world/cities/table.json"]);
  });

  test("that exists already is not drafted again", async () => {
    const { code, stderr } = await deployment.sluice("new-table", "shop/orders", "--from", "package.json");
    expect(code).not.toBe(0);
    expect(stderr).toContain("schemas/shop/orders");
  });
});
