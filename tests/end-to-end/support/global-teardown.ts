import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { describeStage, localEnvironment } from "../../../functions/cli/environment";
import { sluice } from "./command";
import { requireConformity } from "./conformity";

interface Shared {
  root: string;
  port: number;
}

/** Removes the stage, which all tests have used by now, and sees that nothing is left of it, and that AWS would take every call. */
export default async function tearDown(): Promise<void> {
  const { stopSharedDeployment } = globalThis as { stopSharedDeployment?: () => Promise<void> };
  if (!stopSharedDeployment) return;
  try {
    await removeStage(JSON.parse(process.env.SLUICE_SHARED_DEPLOYMENT as string));
  } finally {
    await stopSharedDeployment();
  }
  requireConformity((line) => process.stderr.write(`${line}\n`));
}

async function removeStage({ root, port }: Shared): Promise<void> {
  const { stack } = describeStage("local", "", "", root).names;
  const { code, stdout, stderr } = await sluice(root, "remove", "--empty", "--yes");
  if (code !== 0) throw new Error(`sluice remove --empty --yes ended with ${code}:\n${stdout}${stderr}`);
  Object.assign(process.env, localEnvironment(process.env, { port }));
  const [s3, cloudFormation] = [new S3Client({}), new CloudFormationClient({})];
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({}));
  for (const client of [s3, cloudFormation]) client.destroy(); // their open connections would keep jest from ending
  const names = [...Buckets.map(({ Name = "" }) => Name), ...Stacks.map(({ StackName = "" }) => StackName)];
  const left = names.filter((name) => name.startsWith(stack));
  if (left.length > 0) throw new Error(`sluice remove --empty left something: ${left.join(", ")}`);
}
