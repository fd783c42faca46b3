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
