"""S3 events carry what AWS's carry; a rule delivers with its role, and what it cannot deliver reaches the DLQ."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.local.builders import (
    ACCOUNT,
    allow,
    arn,
    eventually,
    finished,
    function,
    machine,
    permit,
    policy,
    queue,
    receive,
    role,
    trust,
    unique,
)  # fmt: skip

pytestmark = pytest.mark.local_aws

EVENTS = {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage"}
DONE = {"Done": {"Type": "Succeed"}}


def make_rule(aws: Any, target: dict[str, Any], pattern: dict[str, Any] | None = None) -> tuple[str, str]:
    """A rule with this target for events of a source of its own: the source and the rule's ARN."""
    name = unique("rule")
    events = aws.client("events")
    created = events.put_rule(Name=name, EventPattern=json.dumps(pattern or {"source": [name]}))
    events.put_targets(Rule=name, Targets=[{"Id": "1", **target}])
    return name, str(created["RuleArn"])


def send(aws: Any, source: str) -> None:
    aws.client("events").put_events(Entries=[{"Source": source, "DetailType": "Test", "Detail": '{"n": 1}'}])


def executions(aws: Any, machine_arn: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = aws.client("stepfunctions").list_executions(stateMachineArn=machine_arn)["executions"]
    return found


def attributes(message: dict[str, Any]) -> dict[str, str]:
    return {name: value["StringValue"] for name, value in message["MessageAttributes"].items()}


def test_an_event_of_a_versioned_bucket_carries_its_version(aws: Any) -> None:
    bucket = unique("bucket")
    s3 = aws.client("s3")
    s3.create_bucket(Bucket=bucket)
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={"EventBridgeConfiguration": {}})
    url, queue_arn = queue(aws, EVENTS)
    make_rule(aws, {"Arn": queue_arn}, {"source": ["aws.s3"], "detail": {"bucket": {"name": [bucket]}}})

    s3.put_object(Bucket=bucket, Key="a b/ü.csv", Body=b"12345")
    unversioned = json.loads(receive(aws, url)["Body"])["detail"]["object"]
    assert "version-id" not in unversioned

    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    put = s3.put_object(Bucket=bucket, Key="a b/ü.csv", Body=b"12345")
    event = json.loads(receive(aws, url)["Body"])
    assert (event["source"], event["detail-type"], event["detail"]["reason"]) == (
        "aws.s3",
        "Object Created",
        "PutObject",
    )
    stored = event["detail"]["object"]
    assert stored | {"sequencer": ""} == {
        "key": "a b/ü.csv", "size": 5, "etag": put["ETag"].strip('"'), "version-id": put["VersionId"], "sequencer": "",
    }  # fmt: skip
    assert int(stored["sequencer"], 16) > int(unversioned["sequencer"], 16)

    marker = s3.delete_object(Bucket=bucket, Key="a b/ü.csv")
    deleted = json.loads(receive(aws, url)["Body"])["detail"]
    assert (deleted["object"]["version-id"], deleted["deletion-type"]) == (marker["VersionId"], "Delete Marker Created")


def test_a_multipart_upload_carries_its_version_too(aws: Any) -> None:
    bucket = unique("bucket")
    s3 = aws.client("s3")
    s3.create_bucket(Bucket=bucket)
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={"EventBridgeConfiguration": {}})
    url, queue_arn = queue(aws, EVENTS)
    make_rule(aws, {"Arn": queue_arn}, {"source": ["aws.s3"], "detail": {"bucket": {"name": [bucket]}}})
    upload = s3.create_multipart_upload(Bucket=bucket, Key="k")["UploadId"]
    part = s3.upload_part(Bucket=bucket, Key="k", UploadId=upload, PartNumber=1, Body=b"x")
    parts = {"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]}
    made = s3.complete_multipart_upload(Bucket=bucket, Key="k", UploadId=upload, MultipartUpload=parts)
    detail = json.loads(receive(aws, url)["Body"])["detail"]
    assert (detail["object"]["version-id"], detail["reason"]) == (made["VersionId"], "CompleteMultipartUpload")


def test_a_rule_starts_the_state_machine_with_its_role_and_without_it_the_event_is_in_the_dlq(aws: Any) -> None:
    machine_arn = machine(aws, role(aws, "states"), DONE)
    role_arn = role(aws, "events", allow("states:StartExecution", machine_arn))
    url, queue_arn = queue(aws, EVENTS)
    target = {"Arn": machine_arn, "RoleArn": role_arn, "DeadLetterConfig": {"Arn": queue_arn}}
    source, rule_arn = make_rule(aws, target)
    send(aws, source)
    started = eventually(lambda: executions(aws, machine_arn))
    assert finished(aws, started[0]["executionArn"])["status"] == "SUCCEEDED"

    permit(aws, role_arn, allow("states:StartExecution", f"{machine_arn}-other"))
    send(aws, source)
    message = receive(aws, url)
    assert json.loads(message["Body"])["detail"] == {"n": 1}
    found = attributes(message)
    sentence = found.pop("ERROR_MESSAGE")
    assert f"is not authorized to perform: states:StartExecution on resource: {machine_arn}" in sentence
    assert found == {
        "RULE_ARN": rule_arn, "TARGET_ARN": machine_arn, "ERROR_CODE": "NO_PERMISSIONS", "RETRY_ATTEMPTS": "0",
    }  # fmt: skip
    assert len(executions(aws, machine_arn)) == 1


def test_a_rule_role_that_does_not_trust_events_delivers_nothing(aws: Any) -> None:
    machine_arn = machine(aws, role(aws, "states"), DONE)
    role_arn = role(aws, "events", allow("states:StartExecution", machine_arn))
    trust(aws, role_arn, "states")
    url, queue_arn = queue(aws, EVENTS)
    source, _ = make_rule(aws, {"Arn": machine_arn, "RoleArn": role_arn, "DeadLetterConfig": {"Arn": queue_arn}})
    send(aws, source)
    found = attributes(receive(aws, url))
    assert found["ERROR_CODE"] == "NO_PERMISSIONS"
    assert (
        f"events.amazonaws.com is not authorized to perform: sts:AssumeRole on resource: {role_arn}"
        in found["ERROR_MESSAGE"]
    )
    assert executions(aws, machine_arn) == []


def test_a_state_machine_that_is_gone_is_no_resource(aws: Any) -> None:
    gone = arn("states", f"stateMachine:{unique('gone')}")
    url, queue_arn = queue(aws, EVENTS)
    role_arn = role(aws, "events", allow("states:StartExecution", gone))
    source, _ = make_rule(aws, {"Arn": gone, "RoleArn": role_arn, "DeadLetterConfig": {"Arn": queue_arn}})
    send(aws, source)
    assert attributes(receive(aws, url))["ERROR_CODE"] == "NO_RESOURCE"


def test_a_queue_receives_only_from_the_rule_that_its_policy_names(aws: Any) -> None:
    name = unique("target")
    sqs = aws.client("sqs")
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    dlq_url, dlq_arn = queue(aws, EVENTS)
    source, rule_arn = make_rule(aws, {"Arn": arn("sqs", name), "DeadLetterConfig": {"Arn": dlq_arn}})

    def let(rule: str) -> None:
        condition = {"ArnEquals": {"aws:SourceArn": rule}, "StringEquals": {"aws:SourceAccount": ACCOUNT}}
        document = policy({**EVENTS, "Resource": arn("sqs", name), "Condition": condition})
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": document})

    let(rule_arn)
    send(aws, source)
    assert json.loads(receive(aws, url)["Body"])["detail"] == {"n": 1}
    let(f"{rule_arn}-other")
    send(aws, source)
    found = attributes(receive(aws, dlq_url))
    assert (found["ERROR_CODE"], found["TARGET_ARN"]) == ("NO_PERMISSIONS", arn("sqs", name))


def test_a_dlq_that_does_not_allow_events_receives_nothing(aws: Any) -> None:
    machine_arn = machine(aws, role(aws, "states"), DONE)
    closed_url, closed_arn = queue(aws)
    open_url, open_arn = queue(aws, EVENTS)
    role_arn = role(aws, "events")
    name = unique("rule")
    events = aws.client("events")
    events.put_rule(Name=name, EventPattern=json.dumps({"source": [name]}))
    target = {"Arn": machine_arn, "RoleArn": role_arn}
    dead = [{"Id": str(n), **target, "DeadLetterConfig": {"Arn": q}} for n, q in enumerate((closed_arn, open_arn))]
    events.put_targets(Rule=name, Targets=dead)
    send(aws, name)
    receive(aws, open_url)
    assert "Messages" not in aws.client("sqs").receive_message(QueueUrl=closed_url)


def test_a_function_is_called_only_where_its_policy_lets_the_rule(aws: Any) -> None:
    called = function(aws, "export const handler = async () => 1;")
    url, queue_arn = queue(aws, EVENTS)
    source, rule_arn = make_rule(aws, {"Arn": called, "DeadLetterConfig": {"Arn": queue_arn}})
    send(aws, source)
    assert attributes(receive(aws, url))["ERROR_CODE"] == "NO_PERMISSIONS"

    aws.client("lambda").add_permission(
        FunctionName=called, StatementId="rule", Action="lambda:InvokeFunction", Principal="events.amazonaws.com",
        SourceArn=rule_arn,
    )  # fmt: skip
    send(aws, source)
    log_group = f"/aws/lambda/{called.split(':')[-1]}"
    logs = aws.client("logs")
    assert eventually(lambda: logs.describe_log_groups(logGroupNamePrefix=log_group)["logGroups"])
    assert "Messages" not in aws.client("sqs").receive_message(QueueUrl=url)
