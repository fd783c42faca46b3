const sent = jest.fn();
jest.mock("@aws-sdk/client-cloudformation", () => ({
  CloudFormationClient: class {
    send = sent;
  },
  GetTemplateCommand: class {},
  DescribeStackResourceCommand: class {},
  paginateListStackResources: async function* () {
    const bucket = (LogicalResourceId: string) => ({
      LogicalResourceId,
      ResourceType: "AWS::S3::Bucket",
      PhysicalResourceId: LogicalResourceId.toLowerCase(),
    });
    yield { StackResourceSummaries: [bucket("RawBucket"), bucket("ServerlessDeploymentBucket")] };
    yield { StackResourceSummaries: [{ ...bucket("LedgerTable"), ResourceType: "AWS::DynamoDB::Table" }] };
  },
}));

import { findBuckets } from "../../functions/aws/stack";

describe("the buckets of a deployed stack", () => {
  it.each([
    ["Delete", false],
    ["Retain", true],
    ["RetainExceptOnCreate", true],
  ])("with the DeletionPolicy %s are kept: %s", async (DeletionPolicy, kept) => {
    sent.mockResolvedValue({ TemplateBody: JSON.stringify({ Resources: { RawBucket: { DeletionPolicy } } }) });
    expect(await findBuckets("sluice-dev")).toEqual([{ id: "RawBucket", name: "rawbucket", kept }]);
  });

  it("are none where there is no stack", async () => {
    sent.mockRejectedValue(new Error("Stack with id sluice-dev does not exist"));
    expect(await findBuckets("sluice-dev")).toBeNull();
  });
});
