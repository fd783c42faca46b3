import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../../functions/cli/paths";
import { startDeployment } from "./deployment";
import { addFaultTables } from "./fault-tables";
import { addLaboratory } from "./laboratory";
import { addLateTables } from "./late-tables";
import { addNotes } from "./notes";
import { addOracle } from "./oracle";

/** One local AWS with one deployment for all files of end-to-end tests; the workers get its address in their environment. */
export default async function setUp(): Promise<void> {
  // A job's timeout is told in minutes; the tests that wait for one want them short.
  process.env.SLUICE_GLUE_MINUTE_SECONDS = "1";
  // A second worker would pay once more for its first loads, which take ten times as long.
  process.env.SLUICE_SPARK_WORKERS ??= "1";
  process.env.SPARK_SUBMIT_OPTS ??= readFileSync(join(ROOT, "tests/spark-java-options.txt"), "utf8").trim();
  const { root, port, stop } = await startDeployment((project) => {
    addFaultTables(project);
    addLaboratory(project);
    addLateTables(project);
    addOracle(project);
    addNotes(project);
  });
  process.env.SLUICE_SHARED_DEPLOYMENT = JSON.stringify({ root, port });
  Object.assign(globalThis, { stopSharedDeployment: stop });
}
