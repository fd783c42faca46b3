"""What the tests of the local AWS are made of: roles, functions, state machines, queues, rules."""

from __future__ import annotations

import io
import json
import time
import uuid
import zipfile
from collections.abc import Callable
from typing import Any

ACCOUNT = "000000000000"
REGION = "us-east-1"


def unique(prefix: str) -> str:
    """A name that no other test uses: they share one local AWS."""
    return f"{prefix}-{uuid.uuid4().hex[:8]}"


def arn(service: str, resource: str) -> str:
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{resource}"


def allow(action: str | list[str], resource: str | list[str]) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource}


def role(aws: Any, service: str, *statements: dict[str, Any], condition: dict[str, Any] | None = None) -> str:
    """A role that `service` (`states`) may assume, with the statements as its one policy; its ARN."""
    name = unique("role")
    document = policy(trust_statement(service, condition))
    created = aws.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=document)
    permit(aws, created["Role"]["Arn"], *statements)
    return str(created["Role"]["Arn"])


def trust_statement(service: str, condition: dict[str, Any] | None = None) -> dict[str, Any]:
    principal = {"Service": f"{service}.amazonaws.com"}
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    return statement | ({"Condition": condition} if condition else {})


def trust(aws: Any, role_arn: str, service: str) -> None:
    """Let only `service` assume the role from now on."""
    document = policy(trust_statement(service))
    aws.client("iam").update_assume_role_policy(RoleName=role_arn.split("/")[-1], PolicyDocument=document)


def permit(aws: Any, role_arn: str, *statements: dict[str, Any]) -> None:
    """Replace what the role may do."""
    iam, name = aws.client("iam"), role_arn.split("/")[-1]
    if statements:
        iam.put_role_policy(RoleName=name, PolicyName="policy", PolicyDocument=policy(*statements))
    elif iam.list_role_policies(RoleName=name)["PolicyNames"]:
        iam.delete_role_policy(RoleName=name, PolicyName="policy")


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def function(aws: Any, code: str, role_arn: str | None = None, timeout: int = 10) -> str:
    """A Node function whose module is `code`; its ARN."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("index.mjs", code)
    created = aws.client("lambda").create_function(
        FunctionName=unique("function"),
        Role=role_arn or role(aws, "lambda"),
        Runtime="nodejs24.x",
        Handler="index.handler",
        Timeout=timeout,
        Code={"ZipFile": archive.getvalue()},
    )
    return str(created["FunctionArn"])


def machine(aws: Any, role_arn: str, states: dict[str, Any], start: str | None = None, **more: Any) -> str:
    """A JSONata state machine of these states, the first one first; its ARN."""
    definition = {"QueryLanguage": "JSONata", "StartAt": start or next(iter(states)), "States": states, **more}
    created = aws.client("stepfunctions").create_state_machine(
        name=unique("machine"), roleArn=role_arn, definition=json.dumps(definition)
    )
    return str(created["stateMachineArn"])


def task(resource: str, arguments: Any, **more: Any) -> dict[str, Any]:
    """The one task of a state machine, ending it."""
    return {"Type": "Task", "Resource": f"arn:aws:states:::{resource}", "Arguments": arguments, "End": True, **more}


def invoke(function_arn: str, **more: Any) -> dict[str, Any]:
    return task(
        "lambda:invoke", {"FunctionName": function_arn, "Payload": "{% $states.input %}"},
        Output="{% $states.result.Payload %}", **more,
    )  # fmt: skip


def run(aws: Any, machine_arn: str, given: Any = None, seconds: float = 20) -> dict[str, Any]:
    """Start an execution, wait for its end and describe it."""
    states = aws.client("stepfunctions")
    started = states.start_execution(stateMachineArn=machine_arn, input=json.dumps(given or {}))
    return finished(aws, started["executionArn"], seconds)


def finished(aws: Any, execution_arn: str, seconds: float = 20) -> dict[str, Any]:
    states = aws.client("stepfunctions")

    def ended() -> dict[str, Any] | None:
        described: dict[str, Any] = states.describe_execution(executionArn=execution_arn)
        return described if described["status"] != "RUNNING" else None

    return eventually(ended, seconds)


def eventually(ask: Callable[[], Any], seconds: float = 10) -> Any:
    """What `ask` gives once it gives something; fails the test when it never does."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = ask()
        if answer:
            return answer
        time.sleep(0.05)
    raise AssertionError(f"Nothing came within {seconds} seconds.")


def queue(aws: Any, *statements: dict[str, Any]) -> tuple[str, str]:
    """A queue with the statements (their Resource filled in) as its policy: its URL and its ARN."""
    sqs, name = aws.client("sqs"), unique("queue")
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    if statements:
        document = policy(*({**statement, "Resource": arn("sqs", name)} for statement in statements))
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": document})
    return url, arn("sqs", name)


def receive(aws: Any, url: str, seconds: float = 10) -> dict[str, Any]:
    """The next message of a queue, its attributes included."""
    sqs = aws.client("sqs")

    def next_message() -> Any:
        answer = sqs.receive_message(QueueUrl=url, MessageAttributeNames=["All"], WaitTimeSeconds=0)
        return answer.get("Messages")

    message: dict[str, Any] = eventually(next_message, seconds)[0]
    return message
