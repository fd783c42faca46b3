"""A Distributed Map needs to start its own state machine and to read its items."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.local.builders import allow, arn, permit, role, run, unique

pytestmark = pytest.mark.local_aws


def test_each_permission_of_a_distributed_map_counts(aws: Any) -> None:
    bucket, name = unique("bucket"), unique("machine")
    aws.client("s3").create_bucket(Bucket=bucket)
    aws.client("s3").put_object(Bucket=bucket, Key="items.json", Body=b"[1, 2, 3]")
    machine_arn, items = arn("states", f"stateMachine:{name}"), f"arn:aws:s3:::{bucket}/items.json"
    start, read = allow("states:StartExecution", machine_arn), allow("s3:GetObject", items)
    reader = {"Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Bucket": bucket, "Key": "items.json"}}
    inner = {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "Done"}
    inner["States"] = {"Done": {"Type": "Pass", "End": True}}
    each = {"Type": "Map", "ItemReader": reader, "ItemProcessor": inner, "End": True}
    definition = json.dumps({"StartAt": "Each", "States": {"Each": each}})
    role_arn = role(aws, "states", start, read)
    aws.client("stepfunctions").create_state_machine(name=name, roleArn=role_arn, definition=definition)

    ended = run(aws, machine_arn)
    assert (ended["status"], ended["output"]) == ("SUCCEEDED", "[1, 2, 3]")

    permit(aws, role_arn, read)
    ended = run(aws, machine_arn)
    assert (ended["status"], ended["error"]) == ("FAILED", "StepFunctions.AWSStepFunctionsException")
    permit(aws, role_arn, start)
    ended = run(aws, machine_arn)
    assert (ended["status"], ended["error"]) == ("FAILED", "States.ItemReaderFailed")
    assert f"is not authorized to perform: s3:GetObject on resource: {items}" in ended["cause"]
