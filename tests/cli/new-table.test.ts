import { tmpdir } from "node:os";
import { buildProgram } from "../../functions/cli/program";

const newTable = (from: string) =>
  buildProgram().parseAsync(["new-table", "demo/towns", "--from", from], { from: "user" });

test("a folder as the sample file is refused with the remedy", async () => {
  await expect(newTable(tmpdir())).rejects.toThrow(
    `${tmpdir()} is a folder, expected a file: give the path of one sample file with --from.`,
  );
});

test("so is a file that is not there", async () => {
  await expect(newTable("towns.csv")).rejects.toThrow(
    "towns.csv does not exist: give the path of a sample file with --from.",
  );
});

const run = (...args: string[]) => buildProgram().parseAsync(args, { from: "user" });

test("without a sample and without a contract there is nothing to draft from", async () => {
  await expect(run("new-table", "demo/towns")).rejects.toThrow(
    "Nothing to draft from: give a sample file with --from, a contract with --from-odcs, or a connection and a relation with --from-jdbc.",
  );
});

test("a database is asked for a relation over a connection that the project has, with both names", async () => {
  await expect(run("new-table", "demo/towns", "--from-jdbc", "warehouse")).rejects.toThrow(
    "--from-jdbc has warehouse, expected a connection and a relation, such as erp SALES.ORDERS: give both.",
  );
  await expect(run("new-table", "demo/towns", "--from-jdbc", "erp", "SALES.TOWNS")).rejects.toThrow(
    "There is no connection erp, expected one of warehouse: describe it in glue/connections/erp.json.",
  );
});

test("a contract that is not there is refused with the remedy", async () => {
  await expect(run("new-table", "demo/towns", "--from-odcs", "towns.yaml")).rejects.toThrow(
    "towns.yaml does not exist: give the path of a contract with --from-odcs.",
  );
});

test("a table is exported as a contract without any AWS, and any other name is refused", async () => {
  const write = jest.spyOn(process.stdout, "write").mockReturnValue(true);
  await run("export", "odcs", "shop/orders");
  const text = write.mock.calls.map(([part]) => part).join("");
  write.mockRestore();
  expect(text).toMatch(/^apiVersion: v3\.1\.0\nkind: DataContract\nid: sluice:shop\/orders\nname: shop_orders\n/);
  await expect(run("export", "odcs", "shop/order")).rejects.toThrow("There is no table or mart shop/order");
});
