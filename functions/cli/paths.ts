import { join } from "node:path";

/** The project folder; every path of the command is below it, whatever the working directory. */
export const ROOT = join(__dirname, "..", "..");

/** Installed tools and run-time state: ignored by git, safe to delete while nothing is up. */
export const STATE_DIR = join(ROOT, ".sluice");

export const VENV_PYTHON = join(STATE_DIR, "venv", "bin", "python");
