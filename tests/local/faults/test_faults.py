"""What a test plans goes wrong, as often as it says, for those whom it is about; and nothing else does."""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.faults.plan import Call, Fault, Plan
from local.faults.tasks import call_of
from tests.local.builders import allow, machine, role, run, unique
from tests.local.conftest import wait_for

PlanFault = Callable[..., "Planned"]


class Planned:
    """A fault of the local AWS."""

    def __init__(self, aws: Any, **fault: Any) -> None:
        self._address = f"{aws.endpoint}/_sluice/faults"
        self._id = self._ask("POST", "", fault)["id"]

    def _ask(self, method: str, name: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self._address}/{name}", data, method=method)  # noqa: S310
        return json.loads(urllib.request.urlopen(request).read())  # noqa: S310

    def counts(self) -> Any:
        return self._ask("GET", str(self._id))

    def end(self) -> Any:
        return self._ask("DELETE", str(self._id))


@pytest.fixture
def plan(aws: Any) -> Iterator[PlanFault]:
    yield lambda **fault: Planned(aws, **fault)


def test_a_fault_counts_skips_and_ends() -> None:
    plan = Plan()
    fault = plan.add({"service": "s3", "about": "a", "skip": 1, "every": 2, "times": 2, "code": "SlowDown"})
    struck = [plan.strike(Call("s3", "GetObject", text, "")) is not None for text in "abaaaaaaa"]
    assert struck == [False, False, False, True, False, True, False, False, False]
    assert (plan.find(fault.id)["seen"], plan.remove(fault.id)["struck"], bool(plan)) == (8, 2, False)
    with pytest.raises(TypeError, match="sevice"):
        plan.add({"sevice": "s3"})


def test_a_task_is_a_call_of_its_service() -> None:
    calls = [
        call_of(f"arn:aws:states:::{resource}", {"Name": "c"})
        for resource in ("glue:startJobRun.sync", "aws-sdk:glue:startCrawler", "lambda:invoke.waitForTaskToken")
    ]
    assert [(call.service, call.operation) for call in calls] == [
        ("glue", "StartJobRun"),
        ("glue", "StartCrawler"),
        ("lambda", "Invoke"),
    ]
    assert Fault("glue", about='"c"').concerns(calls[0])


@pytest.mark.local_aws
def test_s3_is_busy_for_one_object_and_not_for_others(aws: Any, plan: PlanFault) -> None:
    s3, bucket = aws.client("s3"), aws.make_bucket()
    busy = plan(service="s3", operation="PutObject", about=f"{bucket}/a", times=1, code="SlowDown", status=503)
    with pytest.raises(ClientError, match="SlowDown") as refused:
        s3.put_object(Bucket=bucket, Key="a b", Body=b"x")
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 503
    s3.put_object(Bucket=bucket, Key="b", Body=b"x")
    s3.put_object(Bucket=bucket, Key="a b", Body=b"x")
    assert (busy.counts()["seen"], busy.end()["struck"]) == (2, 1)


@pytest.mark.local_aws
def test_a_call_is_held_as_long_as_the_fault_is_planned(aws: Any, plan: PlanFault) -> None:
    dynamodb, name = aws.client("dynamodb"), unique("table")
    held = plan(service="dynamodb", operation="DescribeTable", about=name, hold=True, code="ThrottlingException")
    refused: list[str] = []

    def describe() -> None:
        try:
            dynamodb.describe_table(TableName=name)
        except ClientError as error:
            refused.append(error.response["Error"]["Code"])

    asking = threading.Thread(target=describe)
    asking.start()
    wait_for(lambda: held.counts()["struck"] or None)
    assert refused == []
    held.end()
    asking.join(30)
    assert refused == ["ThrottlingException"]


@pytest.mark.local_aws
def test_a_task_fails_by_the_name_that_step_functions_gives(aws: Any, plan: PlanFault) -> None:
    crawler = unique("crawler")
    plan(service="glue", operation="GetCrawler", about=crawler, times=1, code="ThrottlingException")
    task = {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:glue:getCrawler", "Arguments": {"Name": crawler}}
    states = {"Look": {**task, "End": True}}
    ended = run(aws, machine(aws, role(aws, "states", allow("glue:GetCrawler", "*")), states))
    assert (ended["status"], ended["error"]) == ("FAILED", "Glue.ThrottlingException")


@pytest.mark.local_aws
@pytest.mark.ends_worker
def test_a_job_run_is_killed_at_one_of_its_writes(aws: Any, plan: PlanFault) -> None:
    bucket = aws.make_bucket()
    write = f"import boto3\nfor key in 'abc': boto3.client('s3').put_object(Bucket='{bucket}', Key=key, Body=b'x')\n"
    kill = plan(service="s3", operation="PutObject", about=f"/{bucket}/", by="GlueJobRunnerSession", skip=1, kill=True)
    ended = aws.run_job(aws.make_job(write))
    assert (ended["JobRunState"], kill.end()["struck"]) == ("FAILED", 1)
    assert ended["ErrorMessage"].startswith("Command failed with exit code 1")
    assert [each["Key"] for each in aws.client("s3").list_objects_v2(Bucket=bucket)["Contents"]] == ["a"]
