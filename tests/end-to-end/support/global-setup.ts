import { startDeployment } from "./deployment";

/** One local AWS with one deployment for all files of end-to-end tests; the workers get its address in their environment. */
export default async function setUp(): Promise<void> {
  const { root, port, stop } = await startDeployment();
  process.env.SLUICE_SHARED_DEPLOYMENT = JSON.stringify({ root, port });
  Object.assign(globalThis, { stopSharedDeployment: stop });
}
