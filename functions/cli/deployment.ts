import { DescribeTableCommand, DynamoDBClient, paginateListTables } from "@aws-sdk/client-dynamodb";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { didYouMean } from "../core/definitions/suggest";
import type { Stage } from "./environment";
import { UsageError } from "./errors";

/** The account of the credentials that this process has. @throws UsageError with the stage that they are wanted for */
export async function accountOf(stage: string): Promise<string> {
  try {
    const { Account = "" } = await new STSClient({}).send(new GetCallerIdentityCommand({}));
    return Account;
  } catch (error) {
    const { name, message } = error as Error;
    const found =
      name === "CredentialsProviderError" ? "none were found" : `AWS refused those it was given (${name}: ${message})`;
    throw new UsageError(
      `The stage ${stage} is not the local AWS, so it takes your own AWS credentials, and ${found}: correct --stage, leave it out for the local AWS, or log in to AWS (aws sso login, AWS_PROFILE or AWS_ACCESS_KEY_ID).`,
    );
  }
}

/**
 * Finds out from its ledger whether the stage is deployed. Credentials that may not ask are let through.
 * @throws UsageError
 */
export async function requireDeployment({ name, region, account, names }: Stage): Promise<void> {
  const dynamo = new DynamoDBClient({});
  try {
    await dynamo.send(new DescribeTableCommand({ TableName: names.ledger }));
  } catch (error) {
    if ((error as Error).name !== "ResourceNotFoundException") return;
    if (name === "local")
      throw new UsageError("Nothing is deployed on the local AWS: run sluice deploy, or name another --stage.");
    const stages = await deployedStages(dynamo, names.ledger, name);
    const known = stages.length ? `deployed there: ${stages.join(", ")}` : "no stage is deployed there";
    throw new UsageError(
      `The stage ${name} has no deployment in ${region} of the account ${account} (${known}): correct --stage or AWS_REGION, or run sluice deploy --stage ${name}.${didYouMean(name, stages)}`,
    );
  }
}

/** Stages of the same service, by the names of their ledgers; none where the credentials may not list tables. */
async function deployedStages(client: DynamoDBClient, ledger: string, stage: string): Promise<string[]> {
  const [prefix, suffix] = ledger.split(`-${stage}-`) as [string, string];
  const pattern = new RegExp(`^${prefix}-([a-z][a-z0-9]*)-${suffix}$`);
  const stages: string[] = [];
  try {
    for await (const { TableNames = [] } of paginateListTables({ client }, {})) {
      stages.push(...TableNames.flatMap((table) => pattern.exec(table)?.[1] ?? []));
    }
  } catch {
    return [];
  }
  return stages.sort();
}
