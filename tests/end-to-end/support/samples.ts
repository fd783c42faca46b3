import { sampleFiles } from "../../../functions/cli/load/files";
import { ROOT } from "../../../functions/cli/paths";
import type { Deployment } from "./deployment";

export const LOAD_SAMPLES = "npx sluice load --samples";

/** Loads the five days of samples with the README's command, unless another file of tests has done so. */
export async function loadSamples(deployment: Deployment): Promise<void> {
  const loaded = new Set((await deployment.runs()).map(({ key }) => key));
  if (samples().every(({ key }) => loaded.has(key))) return;
  const { code, stdout, stderr } = await deployment.sluice("load", "--samples");
  expect({ code, said: stdout + stderr }).toEqual({ code: 0, said: expect.stringContaining("15 files: 15 loaded in") });
}

export const samples = () => sampleFiles(ROOT);
