import {
  CloudFormationClient,
  type CloudFormationClientConfig,
  DescribeStackResourceCommand,
  GetTemplateCommand,
  paginateListStackResources,
} from "@aws-sdk/client-cloudformation";
import { GetObjectCommand, S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import type { Definitions } from "../core/documents";

/** Where AWS is and who asks, as every client takes it. */
export type AwsConfig = CloudFormationClientConfig & S3ClientConfig;

/** A deployed stack: its template as JSON, and the definitions that it works by. */
export interface DeployedStack {
  template: string;
  definitions: Definitions;
}

/** The asset of glue/assets.cjs, as the template names it. */
const DEFINITIONS = /assets\/[0-9a-f]{64}\/definitions\.json/;

/**
 * What is deployed under that name; null before the first deployment that succeeded. `config` says where, as an AWS client
 * takes it.
 */
export async function findStack(name: string, config: AwsConfig = {}): Promise<DeployedStack | null> {
  const cloudformation = new CloudFormationClient(config);
  const template = await templateOf(name, cloudformation);
  const [key] = DEFINITIONS.exec(template ?? "") ?? [];
  if (template === null || key === undefined) return null;
  const { StackResourceDetail } = await cloudformation.send(
    new DescribeStackResourceCommand({ StackName: name, LogicalResourceId: "ServerlessDeploymentBucket" }),
  );
  const { Body } = await new S3Client(config).send(
    new GetObjectCommand({ Bucket: StackResourceDetail?.PhysicalResourceId, Key: key }),
  );
  return { template, definitions: JSON.parse((await Body?.transformToString()) ?? "") as Definitions };
}

/** A bucket of a stack; `kept` is whether its DeletionPolicy keeps it when the stack is removed. */
export interface StackBucket {
  id: string;
  name: string;
  kept: boolean;
}

/** The buckets of a stack, without the framework's own; null where there is no stack. */
export async function findBuckets(stack: string): Promise<StackBucket[] | null> {
  const client = new CloudFormationClient({});
  const template = await templateOf(stack, client);
  if (template === null) return null;
  const { Resources } = JSON.parse(template) as { Resources: Record<string, { DeletionPolicy?: string }> };
  const buckets: StackBucket[] = [];
  for await (const page of paginateListStackResources({ client }, { StackName: stack })) {
    for (const { LogicalResourceId: id = "", ResourceType, PhysicalResourceId: name } of page.StackResourceSummaries ??
      []) {
      if (ResourceType !== "AWS::S3::Bucket" || id === "ServerlessDeploymentBucket" || !name) continue;
      buckets.push({ id, name, kept: Resources[id]?.DeletionPolicy?.startsWith("Retain") ?? false });
    }
  }
  return buckets;
}

async function templateOf(StackName: string, cloudformation: CloudFormationClient): Promise<string | null> {
  try {
    const { TemplateBody = null } = await cloudformation.send(
      new GetTemplateCommand({ StackName, TemplateStage: "Original" }),
    );
    return TemplateBody;
  } catch (error) {
    if (error instanceof Error && /does not exist/.test(error.message)) return null;
    throw error;
  }
}
