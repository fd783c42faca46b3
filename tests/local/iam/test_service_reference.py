"""What the local AWS asks for is what AWS's service reference has, of which parliament brings a copy."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from local.iam.athena import resource_of
from local.iam.glue import resource_arns
from local.iam.needs import OPTIMIZED
from tests.local.builders import ACCOUNT, REGION, arn

ROOT = Path(__file__).parents[3]
model = cache(botocore.session.get_session().get_service_model)
TASKS: list[tuple[str, dict[str, Any]]] = [
    ("arn:aws:states:::lambda:invoke", {"FunctionName": arn("lambda", "function:f")}),
    (arn("lambda", "function:f"), {}),
    ("arn:aws:states:::states:startExecution.sync:2", {"StateMachineArn": arn("states", "stateMachine:m")}),
    ("arn:aws:states:::glue:startJobRun.sync", {"JobName": "j"}),
    ("arn:aws:states:::dynamodb:updateItem", {"TableName": "t"}),
    ("arn:aws:states:::sqs:sendMessage", {"QueueUrl": f"http://local/{ACCOUNT}/q"}),
    ("arn:aws:states:::sns:publish", {"TopicArn": arn("sns", "t")}),
    ("arn:aws:states:::events:putEvents", {"Entries": [{"EventBusName": "default"}]}),
]


@cache
def reference(service: str) -> tuple[dict[str, set[str]], dict[str, re.Pattern[str]]]:
    """The kinds of resources of each action, with a `*` where AWS checks every request, and the ARNs of each kind."""
    origin = find_spec("parliament")
    assert origin and origin.origin, "parliament is not installed: run npm test, which sets up .sluice/venv."
    every = json.loads(Path(origin.origin).with_name("iam_definition.json").read_text())
    found = next(each for each in every if each["prefix"] == service)
    actions = {
        action["privilege"]: {kind["resource_type"] for kind in action["resource_types"]}
        for action in found["privileges"]
    }
    arns = {kind["resource"]: re.compile(re.sub(r"\$\{\w+\}", "[^:]*", kind["arn"])) for kind in found["resources"]}
    return actions, arns


def kinds(service: str, asked: str, among: set[str]) -> set[str]:
    """The kinds among these that the ARN is of."""
    patterns = reference(service)[1]
    return {kind for kind in (each.rstrip("*") for each in among) if kind and patterns[kind].fullmatch(asked)}


def granted(service: str) -> list[str]:
    """The actions of a service that the project's policies name, as far as they are calls."""
    sources = [ROOT / "serverless.yml", *(ROOT / "resources").iterdir(), *(ROOT / "glue").glob("*.[cy]*")]
    words = {word for file in sources for word in re.findall(rf"\b{service}:([A-Z]\w+)", file.read_text())}
    return sorted(words & set(model(service).operation_names))


def request(service: str, action: str) -> dict[str, Any]:
    """A request with every member that says a name, directly or in what is to be made."""
    shape = model(service).operation_model(action).input_shape

    def filled(shape: Any, depth: int = 0) -> Any:
        if shape.type_name == "structure":
            return {name: filled(member, depth + 1) for name, member in shape.members.items()} if depth < 2 else {}
        return [filled(shape.member, depth + 1)] if shape.type_name == "list" else "x"

    made: dict[str, Any] = filled(shape)
    return made


@pytest.mark.parametrize("action", granted("glue"))
def test_a_request_of_glue_is_asked_on_each_kind_of_resource_that_aws_checks(action: str) -> None:
    known, arns = reference("glue")[0][action], resource_arns(action, request("glue", action), REGION, ACCOUNT)
    if known == {""}:  # AWS knows no resource for it
        assert arns == ["*"]
        return
    asked = [kinds("glue", each, known) for each in arns]
    assert all(asked), f"{action} is asked on a resource that is none of {known}"
    assert {kind[:-1] for kind in known if kind.endswith("*")} <= set().union(*asked)


@pytest.mark.parametrize("action", granted("athena"))
def test_a_request_of_athena_is_asked_on_the_kind_of_resource_that_aws_checks(action: str) -> None:
    asked = arn("athena", resource_of(action, request("athena", action)) or "")
    assert kinds("athena", asked, reference("athena")[0][action]), f"{action} is asked on {asked}"


@pytest.mark.parametrize(("resource", "given"), TASKS)
def test_a_task_needs_actions_that_aws_has_on_resources_that_they_take(resource: str, given: dict[str, Any]) -> None:
    integration = next(each for each in OPTIMIZED if each.handles(resource))
    for needed, asked in integration.needs(resource, given):
        service, action = needed.split(":")
        assert kinds(service, asked, reference(service)[0][action]), f"{needed} is asked on {asked}"


def test_each_integration_whose_needs_are_known_is_among_the_tasks() -> None:
    found = [next(each for each in OPTIMIZED if each.handles(resource)) for resource, _ in TASKS]
    assert found == OPTIMIZED
