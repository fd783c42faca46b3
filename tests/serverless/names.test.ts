jest.mock("tsx/cjs/api", () => ({ require: () => jest.requireActual("../../functions/core/names") }));

const { deploymentNames } = require("../../resources/names.cjs");

const named = (given: Record<string, string>) => {
  const variables: Record<string, string> = {
    "self:service": "sluice",
    "sls:stage": "dev",
    "self:provider.region": "eu-west-1",
    ...given,
  };
  return deploymentNames(async (name: string) => variables[name]);
};

describe("names that AWS would refuse stop the packaging, and so sls deploy without the command line", () => {
  it("a stage with a hyphen", () =>
    expect(named({ "sls:stage": "my-feature" })).rejects.toThrow(
      'serverless.yml: stage is "my-feature", expected lower case letters and digits, a letter first: every name of the deployment has it. Correct it.',
    ));

  it("a service and a stage that make a name too long in that region", async () => {
    const stage = "featureforthewinterseason";
    await expect(named({ "sls:stage": stage, "self:provider.region": "ap-southeast-1" })).rejects.toThrow(
      `serverless.yml: service "sluice" and stage "${stage}" make names that are too long in ap-southeast-1: buckets: sluice-${stage}-quarantine-000000000000-ap-southeast-1 has 71 characters, expected at most 63; roles: sluice-${stage}-maintenance-schedule-ap-southeast-1 has 68 characters, expected at most 64. Shorten service or stage.`,
    );
  });

  it("none of the usual ones", async () => expect((await named({})).stack).toBe("sluice-dev"));
});
