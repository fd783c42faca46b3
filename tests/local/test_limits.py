"""Limits of AWS hold here without being asked for, so that what meets them fails here first.

256 KiB of a state's result: tests/local/stepfunctions/test_api.py.
"""

import json

import pytest
from botocore.exceptions import ClientError
from ministack.services import lambda_svc, stepfunctions

from local.glue.throttle import Rate, throttled
from local.stepfunctions import history
from tests.local.builders import allow, function, invoke, machine, role, run, unique

SDK = "arn:aws:states:::aws-sdk:glue:getCrawler"


def test_an_execution_of_more_than_25000_events_fails(monkeypatch):
    monkeypatch.setattr(stepfunctions, "_emit_execution_status_event", lambda execution: None)
    monkeypatch.setattr(stepfunctions, "_add_event", history._limited(stepfunctions._add_event))
    execution = {"status": "RUNNING", "events": [{}] * 24_998}
    stepfunctions._add_event(execution, "PassStateEntered")
    with pytest.raises(stepfunctions._ExecutionError, match=r"maximum number of history events \(25000\)"):
        stepfunctions._add_event(execution, "PassStateExited")
    assert (execution["status"], execution["error"], len(execution["events"])) == ("FAILED", "States.Runtime", 25_000)
    good = {"status": "RUNNING", "events": [{}] * 24_999}
    stepfunctions._add_event(good, "ExecutionSucceeded")
    assert (good["status"], len(good["events"])) == ("RUNNING", 25_000)


def test_events_of_tasks_say_what_aws_always_says():
    scheduled = history.told("taskScheduledEventDetails", {"resourceType": "states", "resource": SDK})
    assert scheduled == {"resourceType": "aws-sdk:glue", "resource": SDK, "region": "us-east-1", "parameters": "{}"}
    assert history.told("taskFailedEventDetails", {"resource": "arn:aws:states:::glue:startJobRun.sync"}) == {
        "resourceType": "glue",
        "resource": "arn:aws:states:::glue:startJobRun.sync",
    }
    assert history.told("stateEnteredEventDetails", {"name": "A"}) == {"name": "A"}


def test_the_sixth_job_run_of_a_second_is_throttled():
    now = [100.0]
    start = throttled(lambda data: (200, {}, b"{}"), Rate(5, lambda: now[0]))
    answers = [start({}) for _ in range(6)]
    assert [status for status, _, _ in answers] == [200] * 5 + [400]
    assert json.loads(answers[5][2]) == {"__type": "ThrottlingException", "message": "Rate exceeded"}
    now[0] += 1
    assert start({})[0] == 200
    unlimited = throttled(lambda data: (200, {}, b"{}"), Rate(0, lambda: 1.0))
    assert {unlimited({})[0] for _ in range(50)} == {200}


def test_a_lambda_beyond_the_account_s_concurrency_is_refused(monkeypatch):
    monkeypatch.setattr(lambda_svc, "_ACCOUNT_CONCURRENCY_CAP", 1)  # LAMBDA_ACCOUNT_CONCURRENCY
    monkeypatch.setattr(lambda_svc, "_inflight_total", 0)
    key, limit = lambda_svc._acquire_execution_slot({}, {"FunctionName": "f"})
    assert limit is None
    assert lambda_svc._acquire_execution_slot({}, {"FunctionName": "g"}) == (None, "account")
    lambda_svc._release_execution_slot(key)


@pytest.mark.local_aws
def test_a_throttled_lambda_has_the_name_that_retry_waits_for(aws):
    arn = function(aws, "export const handler = async () => 1;")
    aws.client("lambda").put_function_concurrency(FunctionName=arn, ReservedConcurrentExecutions=0)
    ended = run(aws, machine(aws, role(aws, "states", allow("lambda:InvokeFunction", arn)), {"Call": invoke(arn)}))
    assert (ended["status"], ended["error"]) == ("FAILED", "Lambda.TooManyRequestsException")


@pytest.mark.local_aws
def test_an_item_of_dynamodb_holds_400_kib(aws):
    dynamodb, name = aws.client("dynamodb"), unique("table")
    dynamodb.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    dynamodb.put_item(TableName=name, Item={"pk": {"S": "a"}, "text": {"S": "x" * 409_000}})
    with pytest.raises(ClientError, match="Item size has exceeded the maximum allowed size"):
        dynamodb.put_item(TableName=name, Item={"pk": {"S": "a"}, "text": {"S": "x" * 409_600}})


@pytest.mark.local_aws
def test_a_bucket_with_versions_left_is_not_deleted(aws):
    s3, bucket = aws.client("s3"), aws.make_bucket()
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    s3.delete_object(Bucket=bucket, Key="k")
    with pytest.raises(ClientError, match="BucketNotEmpty"):
        s3.delete_bucket(Bucket=bucket)
