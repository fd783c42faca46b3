import { packageStage } from "./package";
import { findings, policiesOf } from "./parliament";

jest.setTimeout(180_000);

describe("parliament", () => {
  it("finds nothing in the packaged policies, and a wrong action and a wrong resource beside them", () => {
    const policies = policiesOf(packageStage("dev"));
    expect(JSON.stringify(policies)).not.toContain("no ARN is known");
    const wrong = (Action: string, Resource: string) => ({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: [Action], Resource: [Resource] }],
    });
    const planted: [string, unknown][] = [
      ["planted-action", wrong("glue:StartJobRuns", "*")],
      ["planted-resource", wrong("s3:GetObject", "arn:aws:s3:::bucket")],
    ];
    const found = findings([...policies, ...planted]);
    expect(found.filter((line) => !line.includes("planted-"))).toEqual([]);
    expect(found.filter((line) => line.includes("planted-action"))).toHaveLength(1);
    expect(found.filter((line) => line.includes("planted-resource"))).toHaveLength(1);
  });
});
