"""A task that waits for a token: who may answer it, how it ends without an answer, and when its call fails."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.local.builders import allow, eventually, finished, function, machine, policy, queue, role, run, task, unique

ECHO = "export const handler = async (event) => ({ given: event });"
FAILS = "export const handler = async () => { const e = new Error('no'); e.name = 'BusyError'; throw e; };"

pytestmark = pytest.mark.local_aws


def _started(aws: Any, **more: Any) -> tuple[str, str, str]:
    """A running execution whose task has sent its token to a queue: its ARN, its state machine's, and the token."""
    url, queue_arn = queue(aws)
    body = "{% $states.context.Task.Token %}"
    wait = task("sqs:sendMessage.waitForTaskToken", {"QueueUrl": url, "MessageBody": body}, **more)
    machine_arn = machine(aws, role(aws, "states", allow("sqs:SendMessage", queue_arn)), {"Wait": wait})
    started = aws.client("stepfunctions").start_execution(stateMachineArn=machine_arn, input="{}")
    sqs = aws.client("sqs")
    [message] = eventually(lambda: sqs.receive_message(QueueUrl=url).get("Messages"))
    return started["executionArn"], machine_arn, message["Body"]


def _code(error: pytest.ExceptionInfo[ClientError]) -> str:
    return str(error.value.response["Error"]["Code"])


def _user(aws: Any, *statements: dict[str, Any]) -> dict[str, str]:
    iam, name = aws.client("iam"), unique("user")
    iam.create_user(UserName=name)
    iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=policy(*statements))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return {"AccessKeyId": key["AccessKeyId"], "SecretAccessKey": key["SecretAccessKey"], "SessionToken": None}


def test_it_may_be_answered_by_whoever_may_answer_its_state_machine(aws: Any) -> None:
    execution, machine_arn, token = _started(aws)
    other = _user(aws, allow("states:SendTaskSuccess", machine_arn.replace("machine-", "other-")))
    with pytest.raises(ClientError) as refused:
        aws.client("stepfunctions", other).send_task_success(taskToken=token, output="{}")
    assert _code(refused) == "AccessDeniedException"
    may = _user(aws, allow("states:SendTaskSuccess", machine_arn))
    aws.client("stepfunctions", may).send_task_success(taskToken=token, output='{"n": 7}')
    assert json.loads(finished(aws, execution)["output"]) == {"n": 7}
    with pytest.raises(ClientError) as gone:
        aws.client("stepfunctions", may).send_task_success(taskToken=token, output="{}")
    assert _code(gone) == "TaskDoesNotExist"


def test_nobody_answers_an_execution_that_was_stopped(aws: Any) -> None:
    execution, _, token = _started(aws)
    states = aws.client("stepfunctions")
    states.stop_execution(executionArn=execution)

    def refused() -> bool:
        try:
            states.send_task_heartbeat(taskToken=token)
        except ClientError:
            return True
        return False

    eventually(refused)
    with pytest.raises(ClientError):
        states.send_task_success(taskToken=token, output="{}")
    assert finished(aws, execution)["status"] == "ABORTED"


def test_its_time_is_over_as_that_of_any_wait(aws: Any) -> None:
    caught = {"ErrorEquals": ["States.Timeout"], "Next": "Done", "Output": "in time"}
    wait = task("lambda:invoke.waitForTaskToken", {"FunctionName": function(aws, ECHO), "Payload": {}})
    states = {"Wait": wait | {"TimeoutSeconds": 10, "Catch": [caught]}, "Done": {"Type": "Succeed"}}
    machine_arn = machine(aws, role(aws, "states", allow("lambda:InvokeFunction", "*")), states)
    assert json.loads(run(aws, machine_arn)["output"]) == "in time"


def test_a_call_that_fails_fails_the_task_so_that_it_is_tried_again(aws: Any) -> None:
    wait = task("lambda:invoke.waitForTaskToken", {"FunctionName": function(aws, FAILS), "Payload": {}})
    machine_arn = machine(aws, role(aws, "states", allow("lambda:InvokeFunction", "*")), {"Wait": wait})
    ended = run(aws, machine_arn)
    assert (ended["status"], ended["error"]) == ("FAILED", "BusyError")
