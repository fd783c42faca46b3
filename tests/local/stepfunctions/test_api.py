"""Starting, stopping, timing out and limiting executions as Step Functions does."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from tests.local.builders import (
    allow,
    arn,
    eventually,
    finished,
    function,
    invoke,
    machine,
    role,
    run,
    task,
    unique,
)  # fmt: skip

pytestmark = pytest.mark.local_aws

SLOW = "export const handler = () => new Promise((done) => setTimeout(() => done(1), 1500));"
ECHO = "export const handler = async (event) => event;"


def waiting(aws: Any) -> str:
    """A state machine that takes one and a half seconds."""
    slow = function(aws, SLOW)
    return machine(aws, role(aws, "states", allow("lambda:InvokeFunction", slow)), {"Call": invoke(slow)})


def parent_of(aws: Any, child: str, pattern: str = ".sync:2", **more: Any) -> str:
    name = child.split(":")[-1]
    role_arn = role(
        aws, "states", allow("states:StartExecution", child),
        allow(["states:DescribeExecution", "states:StopExecution"], arn("states", f"execution:{name}:*")),
        allow(["events:PutTargets", "events:PutRule", "events:DescribeRule"],
              arn("events", "rule/StepFunctionsGetEventsForStepFunctionsExecutionRule")),
    )  # fmt: skip
    arguments = {"StateMachineArn": child, "Input": "{% $states.input %}"}
    states = {"Nest": task(f"states:startExecution{pattern}", arguments, **more), "Caught": {"Type": "Succeed"}}
    return machine(aws, role_arn, states)


def test_the_same_start_while_it_runs_is_the_same_execution(aws: Any) -> None:
    machine_arn, states, name = waiting(aws), aws.client("stepfunctions"), unique("run")
    first = states.start_execution(stateMachineArn=machine_arn, name=name, input='{"a": 1}')
    again = states.start_execution(stateMachineArn=machine_arn, name=name, input='{"a": 1}')
    assert (again["executionArn"], again["startDate"]) == (first["executionArn"], first["startDate"])
    with pytest.raises(states.exceptions.ExecutionAlreadyExists):
        states.start_execution(stateMachineArn=machine_arn, name=name, input='{"a": 2}')

    assert finished(aws, first["executionArn"])["status"] == "SUCCEEDED"
    with pytest.raises(states.exceptions.ExecutionAlreadyExists):
        states.start_execution(stateMachineArn=machine_arn, name=name, input='{"a": 1}')


@pytest.mark.parametrize(
    ("request_fields", "error"),
    [
        ({"input": "{not json"}, "InvalidExecutionInput"),
        ({"input": json.dumps("x" * 262144)}, "ValidationException"),
        ({"input": json.dumps("é" * 200000, ensure_ascii=False)}, "InvalidExecutionInput"),
        ({"name": "a b"}, "InvalidName"),
    ],
)
def test_a_start_that_aws_refuses_is_refused(aws: Any, request_fields: dict[str, str], error: str) -> None:
    states = aws.client("stepfunctions")
    machine_arn = machine(aws, role(aws, "states"), {"Done": {"Type": "Succeed"}})
    with pytest.raises(states.exceptions.ClientError) as refused:
        states.start_execution(stateMachineArn=machine_arn, **request_fields)
    assert refused.value.response["Error"]["Code"] == error


def test_a_nested_failure_is_task_failed_with_the_child_as_cause(aws: Any) -> None:
    child = machine(aws, role(aws, "states"), {"No": {"Type": "Fail", "Error": "FileRejectedError", "Cause": "line 3"}})
    ended = run(aws, parent_of(aws, child), {"key": "a"})
    assert (ended["status"], ended["error"]) == ("FAILED", "States.TaskFailed")
    cause = json.loads(ended["cause"])
    described = aws.client("stepfunctions").describe_execution(executionArn=cause["ExecutionArn"])
    assert cause == {
        "ExecutionArn": described["executionArn"], "Name": described["name"], "StateMachineArn": child,
        "Status": "FAILED", "Error": "FileRejectedError", "Cause": "line 3",
        "Input": '{"key": "a"}', "InputDetails": {"Included": True},
        "StartDate": cause["StartDate"], "StopDate": cause["StopDate"],
    }  # fmt: skip
    assert cause["StartDate"] <= cause["StopDate"]


def test_a_nested_failure_is_caught_by_task_failed_not_by_the_childs_error(aws: Any) -> None:
    child = machine(aws, role(aws, "states"), {"No": {"Type": "Fail", "Error": "FileRejectedError", "Cause": "x"}})
    own = {"ErrorEquals": ["FileRejectedError"], "Next": "Caught"}
    assert run(aws, parent_of(aws, child, Catch=[own]))["status"] == "FAILED"
    task_failed = {"ErrorEquals": ["States.TaskFailed"], "Next": "Caught"}
    assert run(aws, parent_of(aws, child, Catch=[task_failed]))["status"] == "SUCCEEDED"


@pytest.mark.parametrize(("pattern", "output"), [(".sync", '{"n": 7}'), (".sync:2", {"n": 7})])
def test_a_nested_success_gives_the_childs_output(aws: Any, pattern: str, output: Any) -> None:
    child = machine(aws, role(aws, "states"), {"Done": {"Type": "Pass", "Output": {"n": 7}, "End": True}})
    result = json.loads(run(aws, parent_of(aws, child, pattern))["output"])
    assert (result["Output"], result["Status"]) == (output, "SUCCEEDED")


def test_stopping_a_parent_stops_its_child_and_nothing_runs_on(aws: Any) -> None:
    states, child = aws.client("stepfunctions"), waiting(aws)
    parent = states.start_execution(stateMachineArn=parent_of(aws, child))["executionArn"]
    running = eventually(lambda: states.list_executions(stateMachineArn=child)["executions"])[0]["executionArn"]
    states.stop_execution(executionArn=parent, error="Stopped", cause="by hand")
    ended = finished(aws, parent)
    assert (ended["status"], ended["error"], ended["cause"]) == ("ABORTED", "Stopped", "by hand")
    assert finished(aws, running, 2)["status"] == "ABORTED"
    time.sleep(2)
    after = [states.describe_execution(executionArn=one)["status"] for one in (parent, running)]
    assert after == ["ABORTED", "ABORTED"]


def test_a_state_machine_that_takes_too_long_is_timed_out(aws: Any) -> None:
    slow = function(aws, SLOW)
    role_arn = role(aws, "states", allow("lambda:InvokeFunction", slow))
    ended = run(aws, machine(aws, role_arn, {"Call": invoke(slow)}, TimeoutSeconds=1))
    assert ended["status"] == "TIMED_OUT"
    time.sleep(1.5)
    states = aws.client("stepfunctions")
    assert states.describe_execution(executionArn=ended["executionArn"])["status"] == "TIMED_OUT"


def test_a_result_over_256_kib_fails_and_nothing_catches_it(aws: Any) -> None:
    large = function(aws, "export const handler = async () => 'x'.repeat(300000);")
    role_arn = role(aws, "states", allow("lambda:InvokeFunction", large))
    catch = [{"ErrorEquals": ["States.ALL"], "Next": "Caught"}]
    ended = run(aws, machine(aws, role_arn, {"Call": invoke(large, Catch=catch), "Caught": {"Type": "Succeed"}}))
    assert (ended["status"], ended["error"]) == ("FAILED", "States.DataLimitExceeded")


def test_the_context_and_the_functions_of_step_functions_work_in_jsonata(aws: Any) -> None:
    role_arn = role(aws, "states")
    output = {
        "id": "{% $states.context.Execution.Id %}",
        "name": "{% $states.context.Execution.Name %}",
        "input": "{% $states.context.Execution.Input %}",
        "start": "{% $states.context.Execution.StartTime %}",
        "role": "{% $states.context.Execution.RoleArn %}",
        "state": "{% $states.context.State.Name %}",
        "parsed": "{% $parse('{\"n\": 1}') %}",
        "uuid": "{% $length($uuid()) %}",
        "hash": "{% $hash('a', 'SHA-256') %}",
    }
    machine_arn = machine(aws, role_arn, {"Show": {"Type": "Pass", "Output": output, "End": True}})
    ended = run(aws, machine_arn, {"a": 1})
    shown = json.loads(ended["output"])
    assert shown | {"start": ""} == {
        "id": ended["executionArn"], "name": ended["name"], "input": {"a": 1}, "start": "", "role": role_arn,
        "state": "Show", "parsed": {"n": 1}, "uuid": 36,
        "hash": "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
    }  # fmt: skip
    assert shown["start"].startswith(ended["startDate"].strftime("%Y-%m-%dT"))
