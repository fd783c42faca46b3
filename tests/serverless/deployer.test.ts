import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../functions/cli/paths";
import { packageStage } from "./package";

interface Statement {
  Sid: string;
  Action: string | string[];
  Resource: string | string[];
}
const { Statement: statements } = JSON.parse(readFileSync(join(ROOT, "docs/deployer-policy.json"), "utf8")) as {
  Statement: Statement[];
};

/**
 * What CloudFormation asks of the caller for each resource type: to make it, to read it, to delete it, as AWS's resource
 * schemas have it in `handlers`.
 */
const NEEDS: Record<string, string[]> = {
  "AWS::Athena::NamedQuery": ["athena:CreateNamedQuery", "athena:GetNamedQuery", "athena:DeleteNamedQuery"],
  "AWS::Athena::WorkGroup": [
    "athena:CreateWorkGroup",
    "athena:GetWorkGroup",
    "athena:UpdateWorkGroup",
    "athena:DeleteWorkGroup",
    "athena:TagResource",
  ],
  "AWS::CloudWatch::Alarm": [
    "cloudwatch:PutMetricAlarm",
    "cloudwatch:DescribeAlarms",
    "cloudwatch:DeleteAlarms",
    "cloudwatch:TagResource",
  ],
  "AWS::DynamoDB::Table": [
    "dynamodb:CreateTable",
    "dynamodb:DescribeTable",
    "dynamodb:UpdateContinuousBackups",
    "dynamodb:UpdateTimeToLive",
    "dynamodb:DeleteTable",
    "dynamodb:TagResource",
    "kms:CreateGrant",
  ],
  "AWS::Events::Rule": [
    "events:PutRule",
    "events:PutTargets",
    "events:DescribeRule",
    "events:RemoveTargets",
    "events:DeleteRule",
    "iam:PassRole",
  ],
  "AWS::Glue::Classifier": [
    "glue:CreateClassifier",
    "glue:GetClassifier",
    "glue:UpdateClassifier",
    "glue:DeleteClassifier",
  ],
  "AWS::Glue::Connection": [
    "glue:CreateConnection",
    "glue:GetConnection",
    "glue:UpdateConnection",
    "glue:DeleteConnection",
  ],
  "AWS::Glue::Crawler": [
    "glue:CreateCrawler",
    "glue:GetCrawler",
    "glue:UpdateCrawler",
    "glue:DeleteCrawler",
    "glue:TagResource",
    "iam:PassRole",
  ],
  "AWS::Glue::Database": ["glue:CreateDatabase", "glue:GetDatabase", "glue:UpdateDatabase", "glue:DeleteDatabase"],
  "AWS::Glue::Job": [
    "glue:CreateJob",
    "glue:GetJob",
    "glue:UpdateJob",
    "glue:DeleteJob",
    "glue:TagResource",
    "iam:PassRole",
  ],
  "AWS::Glue::SecurityConfiguration": [
    "glue:CreateSecurityConfiguration",
    "glue:GetSecurityConfiguration",
    "glue:DeleteSecurityConfiguration",
  ],
  "AWS::IAM::ManagedPolicy": [
    "iam:CreatePolicy",
    "iam:CreatePolicyVersion",
    "iam:GetPolicy",
    "iam:DeletePolicy",
    "iam:AttachRolePolicy",
  ],
  "AWS::IAM::Role": [
    "iam:CreateRole",
    "iam:GetRole",
    "iam:PutRolePolicy",
    "iam:DeleteRolePolicy",
    "iam:DeleteRole",
    "iam:TagRole",
  ],
  "AWS::KMS::Alias": ["kms:CreateAlias", "kms:DeleteAlias"],
  "AWS::KMS::Key": [
    "kms:CreateKey",
    "kms:PutKeyPolicy",
    "kms:EnableKeyRotation",
    "kms:DescribeKey",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
  ],
  "AWS::Lambda::Function": [
    "lambda:CreateFunction",
    "lambda:GetFunction",
    "lambda:UpdateFunctionCode",
    "lambda:DeleteFunction",
    "iam:PassRole",
    "s3:GetObject",
  ],
  "AWS::Lambda::EventInvokeConfig": [
    "lambda:PutFunctionEventInvokeConfig",
    "lambda:GetFunctionEventInvokeConfig",
    "lambda:DeleteFunctionEventInvokeConfig",
  ],
  "AWS::Logs::LogGroup": [
    "logs:CreateLogGroup",
    "logs:PutRetentionPolicy",
    "logs:AssociateKmsKey",
    "logs:DescribeLogGroups",
    "logs:DeleteLogGroup",
    "logs:TagResource",
  ],
  "AWS::S3::Bucket": [
    "s3:CreateBucket",
    "s3:PutBucketVersioning",
    "s3:PutEncryptionConfiguration",
    "s3:PutBucketTagging",
    "s3:DeleteBucket",
    "s3:ListBucketVersions",
    "s3:DeleteObjectVersion",
  ],
  "AWS::S3::BucketPolicy": ["s3:PutBucketPolicy", "s3:GetBucketPolicy", "s3:DeleteBucketPolicy"],
  "AWS::Scheduler::Schedule": [
    "scheduler:CreateSchedule",
    "scheduler:GetSchedule",
    "scheduler:UpdateSchedule",
    "scheduler:DeleteSchedule",
    "iam:PassRole",
  ],
  "AWS::SNS::Topic": ["sns:CreateTopic", "sns:GetTopicAttributes", "sns:DeleteTopic", "sns:TagResource"],
  "AWS::SNS::TopicPolicy": ["sns:SetTopicAttributes"],
  "AWS::SQS::Queue": ["sqs:CreateQueue", "sqs:GetQueueAttributes", "sqs:DeleteQueue", "sqs:TagQueue"],
  "AWS::SQS::QueuePolicy": ["sqs:SetQueueAttributes"],
  "AWS::StepFunctions::StateMachine": [
    "states:CreateStateMachine",
    "states:DescribeStateMachine",
    "states:UpdateStateMachine",
    "states:DeleteStateMachine",
    "states:TagResource",
    "iam:PassRole",
    "logs:CreateLogDelivery",
    "logs:PutResourcePolicy",
  ],
  "AWS::QuickSight::Analysis": [
    "quicksight:CreateAnalysis",
    "quicksight:DescribeAnalysis",
    "quicksight:DeleteAnalysis",
  ],
  "AWS::QuickSight::DataSet": [
    "quicksight:CreateDataSet",
    "quicksight:DescribeDataSet",
    "quicksight:PassDataSource",
    "quicksight:DeleteDataSet",
  ],
  "AWS::QuickSight::DataSource": [
    "quicksight:CreateDataSource",
    "quicksight:DescribeDataSource",
    "quicksight:DeleteDataSource",
  ],
  "AWS::SageMaker::NotebookInstance": [
    "sagemaker:CreateNotebookInstance",
    "sagemaker:DescribeNotebookInstance",
    "sagemaker:DeleteNotebookInstance",
    "iam:PassRole",
  ],
  "AWS::SageMaker::NotebookInstanceLifecycleConfig": [
    "sagemaker:CreateNotebookInstanceLifecycleConfig",
    "sagemaker:DeleteNotebookInstanceLifecycleConfig",
  ],
};

const granted = statements.flatMap(({ Action }) => [Action].flat());
const grants = (action: string) =>
  granted.some((each) => new RegExp(`^${each.replaceAll("*", ".*")}$`, "i").test(action));

test("the policy of who deploys covers every resource type of the stack", () => {
  const { resources } = packageStage("prod");
  const types = [...new Set(Object.values(resources).map(({ Type }) => Type))];
  expect(types.filter((type) => !(type in NEEDS))).toEqual([]);
  const missing = types.flatMap((type) =>
    (NEEDS[type] ?? []).filter((action) => !grants(action)).map((action) => `${type}: ${action}`),
  );
  expect(missing).toEqual([]);
});

test("it covers what a stage may ask for, too", () => {
  expect(
    Object.values(NEEDS)
      .flat()
      .filter((action) => !grants(action)),
  ).toEqual([]);
});

test("it is for names of this service, but where AWS gives a resource no name of ours", () => {
  const wide = statements.filter(({ Resource }) => [Resource].flat().includes("*")).map(({ Sid }) => Sid);
  expect(wide).toEqual(["Template", "Glue", "Key", "Logs", "WhereAStageAsksForThem"]);
  const named = statements.flatMap(({ Resource }) => [Resource].flat()).filter((arn) => arn !== "*");
  expect(named.filter((arn) => !/[:/]sluice-/.test(arn))).toEqual([]);
});
