"""An object or topic that a customer's key encrypts is out of reach without the key, and TLS-only policies hold."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.local.builders import allow, eventually, machine, permit, policy, role, run, task, unique

pytestmark = pytest.mark.local_aws


def stack(aws: Any) -> dict[str, str]:
    """A stack with a key, a bucket and a topic that it encrypts, and a plain topic: their physical names."""
    encryption = [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": {"Ref": "Key"}}}]
    owner = {"AWS": {"Fn::Sub": "arn:aws:iam::${AWS::AccountId}:root"}}
    statement = {"Effect": "Allow", "Principal": owner, "Action": "kms:*", "Resource": "*"}
    key_policy = {"Version": "2012-10-17", "Statement": [statement]}
    resources = {
        "Key": {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": key_policy}},
        "Bucket": {
            "Type": "AWS::S3::Bucket",
            "Properties": {"BucketEncryption": {"ServerSideEncryptionConfiguration": encryption}},
        },
        "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"KmsMasterKeyId": {"Fn::GetAtt": ["Key", "Arn"]}}},
        "PlainTopic": {"Type": "AWS::SNS::Topic"},
    }
    name, cloudformation = unique("stack"), aws.client("cloudformation")
    cloudformation.create_stack(StackName=name, TemplateBody=json.dumps({"Resources": resources}))
    cloudformation.get_waiter("stack_create_complete").wait(StackName=name, WaiterConfig={"Delay": 1})
    found = cloudformation.list_stack_resources(StackName=name)["StackResourceSummaries"]
    made = {resource["LogicalResourceId"]: resource["PhysicalResourceId"] for resource in found}
    return made | {"Key": aws.client("kms").describe_key(KeyId=made["Key"])["KeyMetadata"]["Arn"]}


def as_user(aws: Any, service: str) -> tuple[str, Any]:
    """A user who may do nothing yet, and a client of his."""
    user, iam = unique("user"), aws.client("iam")
    iam.create_user(UserName=user)
    return user, aws.client(service, {**iam.create_access_key(UserName=user)["AccessKey"], "SessionToken": None})


def test_reading_and_writing_an_encrypted_bucket_needs_its_key(aws: Any) -> None:
    made = stack(aws)
    bucket, objects = made["Bucket"], f"arn:aws:s3:::{made['Bucket']}/*"
    user, s3 = as_user(aws, "s3")

    def grant(*statements: dict[str, Any]) -> None:
        document = policy(allow(["s3:GetObject", "s3:PutObject"], objects), *statements)
        aws.client("iam").put_user_policy(UserName=user, PolicyName="p", PolicyDocument=document)

    grant(allow(["kms:Decrypt", "kms:GenerateDataKey"], made["Key"]))
    s3.put_object(Bucket=bucket, Key="a", Body=b"1")
    assert s3.get_object(Bucket=bucket, Key="a")["Body"].read() == b"1"
    s3.copy_object(Bucket=bucket, Key="c", CopySource=f"{bucket}/a", ServerSideEncryption="aws:kms")
    head = s3.head_object(Bucket=bucket, Key="c")
    # Java's SDK would copy the key id into its next request and refuse to send it to an http endpoint.
    assert (head["ServerSideEncryption"], "SSEKMSKeyId" in head) == ("aws:kms", False)

    grant(allow("kms:Decrypt", made["Key"]))
    with pytest.raises(s3.exceptions.ClientError) as refused:
        s3.put_object(Bucket=bucket, Key="b", Body=b"2")
    error = refused.value.response["Error"]
    assert error["Code"] == "AccessDenied"
    assert f"is not authorized to perform: kms:GenerateDataKey on resource: {made['Key']}" in error["Message"]

    grant(allow("kms:GenerateDataKey", made["Key"]))
    with pytest.raises(s3.exceptions.ClientError, match="AccessDenied"):
        s3.get_object(Bucket=bucket, Key="a")


def test_a_missing_object_is_only_told_to_who_may_list_the_bucket(aws: Any) -> None:
    bucket = unique("bucket")
    aws.client("s3").create_bucket(Bucket=bucket)
    user, s3 = as_user(aws, "s3")

    def grant(*statements: dict[str, Any]) -> None:
        document = policy(allow("s3:GetObject", f"arn:aws:s3:::{bucket}/*"), *statements)
        aws.client("iam").put_user_policy(UserName=user, PolicyName="p", PolicyDocument=document)

    def answer() -> str:
        with pytest.raises(s3.exceptions.ClientError) as refused:
            s3.get_object(Bucket=bucket, Key="none")
        return str(refused.value.response["Error"]["Code"])

    grant(allow("s3:ListBucket", f"arn:aws:s3:::{bucket}"))
    assert answer() == "NoSuchKey"
    grant()
    assert answer() == "AccessDenied"


def test_publishing_to_an_encrypted_topic_needs_its_key(aws: Any) -> None:
    made = stack(aws)
    publish = allow("sns:Publish", made["Topic"])
    role_arn = role(aws, "states", publish, allow(["kms:Decrypt", "kms:GenerateDataKey"], made["Key"]))
    machine_arn = machine(aws, role_arn, {"Tell": task("sns:publish", {"TopicArn": made["Topic"], "Message": "x"})})
    assert run(aws, machine_arn)["status"] == "SUCCEEDED"
    permit(aws, role_arn, publish)
    ended = run(aws, machine_arn)
    assert ended["status"] == "FAILED"
    assert f"is not authorized to perform: kms:GenerateDataKey on resource: {made['Key']}" in ended["cause"]


def test_a_topic_of_a_stack_is_not_open_to_everybody(aws: Any) -> None:
    topic = stack(aws)["PlainTopic"]
    state = task("sns:publish", {"TopicArn": topic, "Message": "x"})
    ended = run(aws, machine(aws, role(aws, "states"), {"Tell": state}))
    assert (ended["status"], ended["error"]) == ("FAILED", "SNS.AuthorizationErrorException")


def test_a_bucket_that_denies_what_is_not_tls_can_be_used_and_denies_what_else_it_says(aws: Any) -> None:
    bucket = unique("bucket")
    aws.client("s3").create_bucket(Bucket=bucket)
    objects = f"arn:aws:s3:::{bucket}/*"
    plain = {"Condition": {"Bool": {"aws:SecureTransport": "false"}}}
    denial = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": objects}
    secret = {**denial, "Resource": f"arn:aws:s3:::{bucket}/secret/*"}
    aws.client("s3").put_bucket_policy(Bucket=bucket, Policy=policy({**denial, **plain}, secret))
    user, s3 = as_user(aws, "s3")
    document = policy(allow("s3:PutObject", objects))
    aws.client("iam").put_user_policy(UserName=user, PolicyName="p", PolicyDocument=document)
    assert eventually(lambda: s3.put_object(Bucket=bucket, Key="a", Body=b"1"))
    with pytest.raises(s3.exceptions.ClientError, match="AccessDenied"):
        s3.put_object(Bucket=bucket, Key="secret/a", Body=b"1")
