"""Tags of the stack are on what it makes."""

import json

import pytest

from tests.local.builders import role, unique


@pytest.mark.local_aws
def test_buckets_and_glue_jobs_have_the_tags_of_their_stack(aws):
    name, bucket, job = unique("stack"), unique("bucket"), unique("job")
    command = {"Name": "glueetl", "ScriptLocation": f"s3://{bucket}/a.py"}
    resources = {
        "B": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": bucket}},
        "J": {"Type": "AWS::Glue::Job", "Properties": {"Name": job, "Role": role(aws, "glue"), "Command": command}},
    }
    stacks = aws.client("cloudformation")
    template = json.dumps({"Resources": resources})
    stacks.create_stack(StackName=name, TemplateBody=template, Tags=[{"Key": "stage", "Value": "dev"}])
    stacks.get_waiter("stack_create_complete").wait(StackName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 30})
    tags = aws.client("s3").get_bucket_tagging(Bucket=bucket)["TagSet"]
    assert {"Key": "stage", "Value": "dev"} in tags
    arn = f"arn:aws:glue:us-east-1:000000000000:job/{job}"
    assert aws.client("glue").get_tags(ResourceArn=arn)["Tags"]["stage"] == "dev"
