import { connect, type Deployment } from "./deployment";

/** The deployment that jest's global setup started; every file of end-to-end tests shares it. */
export function sharedDeployment(): Promise<Deployment> {
  const shared = process.env.SLUICE_SHARED_DEPLOYMENT;
  if (!shared) throw new Error("There is no shared deployment: run these tests with jest --selectProjects end-to-end.");
  const { root, port } = JSON.parse(shared) as { root: string; port: number };
  return connect(root, port);
}
