import { type DeploymentNames, namesOf, partitionOf } from "../core/names";
import { type LocalAws, requireLocalAws } from "./local/state";
import { ROOT } from "./paths";
import { readService } from "./service";

/** A deployment as the commands see it. */
export interface Stage {
  name: string;
  region: string;
  account: string;
  names: DeploymentNames;
  /** the state machine's ARN */
  stateMachine(machine: keyof DeploymentNames["stateMachines"]): string;
}

type Environment = Record<string, string | undefined>;

export const DEFAULT_REGION = "us-east-1"; // as in serverless.yml

/** The SDK's warning of an old Node is for maintainers of the dependencies, not for the user of a command. */
export const QUIET = "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED";

/** The environment for the local AWS: its address and the root's keys, without the user's AWS settings. */
export function localEnvironment(environment: Environment, { port }: Pick<LocalAws, "port">): Environment {
  const others = Object.entries(environment).filter(([name]) => !name.startsWith("AWS_") || name === QUIET);
  return {
    ...Object.fromEntries(others),
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: DEFAULT_REGION,
    AWS_DEFAULT_REGION: DEFAULT_REGION,
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

/** Endpoint and credentials, in which stages differ. Any stage that is not listed is the user's own AWS. */
const ENVIRONMENTS: Record<string, (environment: Environment) => Environment> = {
  local: (environment) => localEnvironment(environment, requireLocalAws()),
};
const ownAws = (environment: Environment): Environment => ({
  ...environment,
  AWS_REGION: environment.AWS_REGION ?? DEFAULT_REGION,
});

/** The environment of an AWS client, or a child process, of that stage. */
export function stageEnvironment(stage: string, environment: Environment = process.env): Environment {
  const choose = Object.hasOwn(ENVIRONMENTS, stage) ? ENVIRONMENTS[stage] : undefined;
  return (choose ?? ownAws)(environment);
}

/**
 * Points this process at a stage. Import modules that make AWS clients at import only after this call.
 * @throws UsageError when the local AWS is not up, there are no credentials, or the stage is not deployed
 */
export async function useStage(name: string): Promise<Stage> {
  const stage = await pointAt(name);
  const { requireDeployment } = await import("./deployment");
  await requireDeployment(stage);
  return stage;
}

/** The same for a stage that may not be deployed yet. */
export async function pointAt(name: string): Promise<Stage> {
  const environment = stageEnvironment(name);
  for (const key of Object.keys(process.env)) if (!(key in environment)) delete process.env[key];
  Object.assign(process.env, environment);
  const { accountOf } = await import("./deployment");
  const stage = describeStage(name, process.env.AWS_REGION ?? DEFAULT_REGION, await accountOf(name));
  process.env.LEDGER_TABLE = stage.names.ledger;
  return stage;
}

/** The stage `name` of the service that this project, or the copy of it at `root`, is. */
export function describeStage(name: string, region: string, account: string, root = ROOT): Stage {
  const names = namesOf({ service: readService(root), stage: name, region, account });
  const stateMachine: Stage["stateMachine"] = (machine) =>
    `arn:${partitionOf(region)}:states:${region}:${account}:stateMachine:${names.stateMachines[machine]}`;
  return { name, region, account, names, stateMachine };
}
