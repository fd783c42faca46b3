import { createReadStream, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { compileConnections } from "../../../functions/core/definitions/connections";
import { compileTable } from "../../../functions/core/definitions/table";
import { validate } from "../../../functions/core/validation";

const root = path.join(__dirname, "../../..");
const samples = readdirSync(path.join(root, "schemas"), { recursive: true, encoding: "utf8" })
  .map((name) => path.posix.join("schemas", name))
  .filter((name) => /\/samples\/.*\.(gz|jsonl|xml|csv)$/.test(name));
const source = (file: string) => ({ path: file, text: readFileSync(path.join(root, file), "utf8") });

test("there are samples of every table", () => expect(samples.length).toBeGreaterThanOrEqual(15));

test.each(samples)("%s passes the gate of its own table", async (file) => {
  const [, system = "", name = ""] = file.split("/");
  const folder = `schemas/${system}/${name}`;
  const { table, problems } = compileTable(system, name, {
    policy: source(`${folder}/table.json`),
    row: source(`${folder}/row.schema.json`),
    connections: compileConnections([]),
  });
  if (!table) throw new Error(JSON.stringify(problems));
  expect(await validate(createReadStream(path.join(root, file)), table, { file })).toMatchObject({ accepted: true });
});
