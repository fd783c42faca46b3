"""A stack whose bucket is not empty is not deleted: versions and delete markers count."""

from __future__ import annotations

import json
import uuid

import pytest
from botocore.exceptions import ClientError, WaiterError


def test_a_bucket_with_versions_keeps_its_stack_from_being_deleted(aws):
    cloudformation, s3, name = aws.client("cloudformation"), aws.client("s3"), f"kept-{uuid.uuid4().hex[:8]}"
    properties = {"BucketName": name, "VersioningConfiguration": {"Status": "Enabled"}}
    body = json.dumps({"Resources": {"Bucket": {"Type": "AWS::S3::Bucket", "Properties": properties}}})
    soon = {"Delay": 0.1, "MaxAttempts": 100}
    cloudformation.create_stack(StackName=name, TemplateBody=body)
    cloudformation.get_waiter("stack_create_complete").wait(StackName=name, WaiterConfig=soon)

    version = s3.put_object(Bucket=name, Key="a", Body=b"a")["VersionId"]
    marker = s3.delete_object(Bucket=name, Key="a")["VersionId"]
    cloudformation.delete_stack(StackName=name)
    with pytest.raises(WaiterError, match="DELETE_FAILED"):
        cloudformation.get_waiter("stack_delete_complete").wait(StackName=name, WaiterConfig=soon)
    events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
    assert any(
        "You must delete all versions in the bucket" in event.get("ResourceStatusReason", "") for event in events
    )

    for each in (version, marker):
        s3.delete_object(Bucket=name, Key="a", VersionId=each)
    cloudformation.delete_stack(StackName=name)
    cloudformation.get_waiter("stack_delete_complete").wait(StackName=name, WaiterConfig=soon)
    with pytest.raises(ClientError):
        s3.head_bucket(Bucket=name)
