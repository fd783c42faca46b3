import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT, STATE_DIR, VENV_PYTHON } from "../../../functions/cli/paths";
import { cellsOf } from "../../docs/support/picture";

const FOLDER = join(STATE_DIR, "notebooks");
const REQUIREMENTS = join(ROOT, "notebooks", "requirements-test.txt");

/** What a notebook printed, and the pictures that it drew. */
export interface Executed {
  printed: string;
  pictures: Buffer[];
}

/** Executes a copy of the notebook with `environment`. @throws Error with the traceback of the cell that failed */
export function execute(notebook: string, environment: NodeJS.ProcessEnv): Executed {
  installPackages();
  const copy = join(mkdtempSync(join(tmpdir(), "sluice-notebook-")), "notebook.ipynb");
  copyFileSync(notebook, copy);
  const options = ["--inplace", "--kernel_name=python3", "--timeout=300"];
  execFileSync(join(FOLDER, "bin/jupyter-execute"), [...options, copy], { env: environment, stdio: "pipe" });
  const outputs = cellsOf(copy).flatMap(({ outputs = [] }) => outputs);
  return {
    printed: outputs.flatMap(({ name, text = [] }) => (name === "stdout" ? text : [])).join(""),
    pictures: outputs.flatMap(({ data }) => (data?.["image/png"] ? [Buffer.from(data["image/png"], "base64")] : [])),
  };
}

/** The packages of the notebooks in an environment of their own, installed again once their versions change. */
function installPackages(): void {
  const stamp = join(FOLDER, "stamp");
  const wanted = createHash("sha256").update(readFileSync(REQUIREMENTS)).digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  rmSync(FOLDER, { recursive: true, force: true });
  execFileSync(VENV_PYTHON, ["-m", "venv", FOLDER]);
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "-r", REQUIREMENTS];
  execFileSync(join(FOLDER, "bin/python"), pip, { stdio: "pipe" });
  writeFileSync(stamp, wanted); // last: an installation that was cut off is made again
}
