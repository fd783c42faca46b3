import { sampleFiles } from "../../../functions/cli/load/files";
import { ROOT } from "../../../functions/cli/paths";
import type { Deployment } from "./deployment";

export const LOAD_SAMPLES = "npx sluice load --samples";

/** Loads the five days of samples with the README's command, unless another file of tests has done so. */
export async function loadSamples(deployment: Deployment): Promise<void> {
  const loaded = new Set((await deployment.runs()).map(({ key }) => key));
  if (samples().every(({ key }) => loaded.has(key))) return;
  const { code, stdout, stderr } = await deployment.sluice("load", "--samples");
  const told = [...stdout.matchAll(/^✔ (\S+) {2}LOADED /gm)].map(([, key]) => key);
  expect({ code, stderr, told: told.sort() }).toEqual({
    code: 0,
    stderr: "",
    told: samples()
      .map(({ key }) => key)
      .sort(),
  });
}

export const samples = () => sampleFiles(ROOT);
