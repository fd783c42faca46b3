import { comparePermissions, type Template } from "../../../functions/core/plan";

const role = (RoleName: string | undefined, ...statements: object[]) => ({
  Type: "AWS::IAM::Role",
  Properties: {
    ...(RoleName ? { RoleName } : {}),
    AssumeRolePolicyDocument: {
      Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
    },
    Policies: [{ PolicyName: "own", PolicyDocument: { Statement: statements } }],
  },
});
const read = { Effect: "Allow", Action: ["s3:GetObject", "s3:ListBucket"], Resource: { "Fn::GetAtt": ["Raw", "Arn"] } };
// biome-ignore lint/suspicious/noTemplateCurlyInString: the variable is CloudFormation's
const write = { Effect: "Allow", Action: "s3:PutObject", Resource: { "Fn::Sub": "${Raw.Arn}/*" } };
const ASSUME = 'Allow sts:AssumeRole by {"Service": "lambda.amazonaws.com"}';
const template = (Resources: Template["Resources"]): Template => ({ Resources: Resources ?? {} });

describe("a plan of permissions", () => {
  test("of a template with itself is empty, whatever the order of statements", () => {
    const was = template({ A: role("a", read, write), B: { Type: "AWS::S3::Bucket" } });
    expect(comparePermissions(was, was)).toEqual([]);
    expect(comparePermissions(was, template({ A: role("a", write, read) }))).toEqual([]);
  });

  test("has what a role gets and loses, one action each", () => {
    const becomes = { ...write, Condition: { Bool: { "aws:SecureTransport": "true" } } };
    expect(
      comparePermissions(template({ A: role("a", read, write) }), template({ A: role("a", read, becomes) })),
    ).toEqual([
      {
        name: "a",
        type: "AWS::IAM::Role",
        verdict: "changed",
        gets: ['Allow s3:PutObject on <Raw.Arn>/* where {"Bool": {"aws:SecureTransport": "true"}}'],
        loses: ["Allow s3:PutObject on <Raw.Arn>/*"],
      },
    ]);
  });

  test("has roles that come and go, with all that they may do", () => {
    const [was, becomes] = [template({ A: role("a", read) }), template({ B: role(undefined, write) })];
    expect(comparePermissions(was, becomes)).toEqual([
      {
        name: "a",
        type: "AWS::IAM::Role",
        verdict: "gone",
        gets: [],
        loses: ["Allow s3:GetObject on <Raw.Arn>", "Allow s3:ListBucket on <Raw.Arn>", ASSUME],
      },
      {
        name: "B",
        type: "AWS::IAM::Role",
        verdict: "added",
        gets: ["Allow s3:PutObject on <Raw.Arn>/*", ASSUME],
        loses: [],
      },
    ]);
  });

  test("has the policies of other resources and managed policies, too", () => {
    const policy = (Action: string) => ({
      Type: "AWS::SNS::TopicPolicy",
      Properties: {
        PolicyDocument: { Statement: [{ Effect: "Allow", Principal: "*", Action, Resource: { Ref: "T" } }] },
      },
    });
    const managed = { Type: "AWS::IAM::Role", Properties: { ManagedPolicyArns: ["arn:aws:iam::aws:policy/X"] } };
    expect(
      comparePermissions(template({ P: policy("sns:Publish") }), template({ P: policy("sns:Subscribe"), R: managed })),
    ).toMatchObject([
      { name: "P", gets: ["Allow sns:Subscribe on <T> by *"], loses: ["Allow sns:Publish on <T> by *"] },
      { name: "R", verdict: "added", gets: ["Allow what arn:aws:iam::aws:policy/X allows"] },
    ]);
  });
});
