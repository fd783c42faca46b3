const ask = { sts: jest.fn(), dynamo: jest.fn(), list: jest.fn() };
jest.mock("@aws-sdk/client-sts", () => ({
  STSClient: class {
    send = ask.sts;
  },
  GetCallerIdentityCommand: class {},
}));
jest.mock("@aws-sdk/client-dynamodb", () => ({
  DynamoDBClient: class {
    send = ask.dynamo;
  },
  DescribeTableCommand: class {
    constructor(readonly input: unknown) {}
  },
  paginateListTables: () => ask.list(),
}));

import { accountOf, requireDeployment } from "../../functions/cli/deployment";
import { describeStage } from "../../functions/cli/environment";

const named = (name: string, message = "") => Object.assign(new Error(message), { name });
const pages = async function* (...TableNames: string[]) {
  yield { TableNames };
};

describe("a mistyped stage", () => {
  it("without credentials is told as a stage that wants them", async () => {
    ask.sts.mockRejectedValue(named("CredentialsProviderError", "Could not load credentials from any providers"));
    await expect(accountOf("loacl")).rejects.toThrow(
      "The stage loacl is not the local AWS, so it takes your own AWS credentials, and none were found: correct --stage, leave it out for the local AWS, or log in to AWS (aws sso login, AWS_PROFILE or AWS_ACCESS_KEY_ID).",
    );
  });

  it("with credentials that have expired is told in the words of AWS, too", async () => {
    ask.sts.mockRejectedValue(named("ExpiredTokenException", "The token has expired"));
    await expect(accountOf("dev")).rejects.toThrow(
      "and AWS refused those it was given (ExpiredTokenException: The token has expired): correct --stage",
    );
  });

  it("with credentials is told with the stages that there are", async () => {
    ask.dynamo.mockRejectedValue(named("ResourceNotFoundException"));
    ask.list.mockReturnValue(pages("sluice-dev-ledger", "sluice-prod-ledger", "other-dev-ledger", "sluice-x"));
    await expect(requireDeployment(describeStage("devv", "us-east-1", "1"))).rejects.toThrow(
      'The stage devv has no deployment in us-east-1 of the account 1 (deployed there: dev, prod): correct --stage or AWS_REGION, or run sluice deploy --stage devv. Did you mean "dev"?',
    );
  });

  it("in an empty account, or where tables may not be listed, is told without them", async () => {
    ask.dynamo.mockRejectedValue(named("ResourceNotFoundException"));
    ask.list.mockImplementation(() => {
      throw named("AccessDeniedException");
    });
    await expect(requireDeployment(describeStage("dev", "us-east-1", "1"))).rejects.toThrow(
      "(no stage is deployed there): correct --stage or AWS_REGION, or run sluice deploy --stage dev.",
    );
  });

  it("may not be taken for one by credentials that may not ask", async () => {
    ask.dynamo.mockRejectedValue(named("AccessDeniedException"));
    await expect(requireDeployment(describeStage("dev", "us-east-1", "1"))).resolves.toBeUndefined();
  });

  it("is not meant where the local AWS is up and empty", async () => {
    ask.dynamo.mockRejectedValue(named("ResourceNotFoundException"));
    await expect(requireDeployment(describeStage("local", "us-east-1", "0"))).rejects.toThrow(
      "Nothing is deployed on the local AWS: run sluice deploy, or name another --stage.",
    );
  });
});
