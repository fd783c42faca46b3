"""Retry and Catch name only errors that the integration of their state can give, by the service models of botocore.

Step Functions calls `lambda:invoke` and its like through the SDK for Java 1, and `aws-sdk:` through the SDK for Java 2.
An error has the name of its shape there, and one that the SDK does not know that of the service's base class.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import botocore.session
import pytest

from tests.glue.conftest import ROOT

PREFIXES = {"lambda": "Lambda", "glue": "Glue", "sns": "SNS", "states": "StepFunctions"}
MODELS = {"states": "stepfunctions"}
BASES = {
    "lambda": "AWSLambdaException",
    "glue": "AWSGlueException",
    "sns": "AmazonSNSException",
    "states": "AWSStepFunctionsException",
    "aws-sdk:glue": "GlueException",
}
EVERYWHERE = {"SdkClientException"}
"""The request did not reach the service."""
OF_STEP_FUNCTIONS = {"lambda": {"ClientExecutionTimeoutException", "Unknown"}}
"""https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html"""


@cache
def shapes(service: str) -> frozenset[str]:
    """Names of the exceptions of a service. Java's end in Exception, whatever the shape is called."""
    model = botocore.session.get_session().get_service_model(MODELS.get(service, service))
    names = {shape.name for shape in model.error_shapes}
    return frozenset(name if name.endswith("Exception") else f"{name}Exception" for name in names)


def allowed(resource: str) -> set[str]:
    """Names of AWS that a task with this resource can fail with."""
    service = resource.split(":states:::")[1].split(":")
    name, key = (service[1], ":".join(service[:2])) if service[0] == "aws-sdk" else (service[0], service[0])
    known = shapes(name) | EVERYWHERE | {BASES[key]} | OF_STEP_FUNCTIONS.get(key, set())
    return {f"{PREFIXES[name]}.{each}" for each in known}


def of_lambdas() -> set[str]:
    """Names that our own Lambdas throw: Sluice's, and those of the ledger's DynamoDB."""
    texts = [path.read_text() for path in (ROOT / "functions").rglob("*.ts")]
    ours = {name for text in texts for name in re.findall(r'^  override readonly name = "(\w+)";$', text, re.MULTILINE)}
    return ours | shapes("dynamodb") | {"ThrottlingException"}


def tasks(states: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every task, those within Maps too."""
    for name, state in states.items():
        if state["Type"] == "Task":
            yield name, state
        yield from tasks(state.get("ItemProcessor", {}).get("States", {}))


MACHINES = {path.name: json.loads(path.read_text()) for path in (ROOT / "statemachines").glob("*.asl.json")}
TASKS = [
    pytest.param(task, id=f"{machine}: {name}")
    for machine in MACHINES
    for name, task in tasks(MACHINES[machine]["States"])
]


def names_in(task: dict[str, Any], *fields: str) -> list[str]:
    return [name for field in fields for rule in task.get(field, []) for name in rule["ErrorEquals"]]


@pytest.mark.parametrize("task", TASKS)
def test_retry_and_catch_name_what_the_integration_can_give(task):
    named = {name for name in names_in(task, "Retry", "Catch") if not name.startswith("States.")}
    possible = allowed(task["Resource"])
    if ":::lambda:invoke" in task["Resource"]:
        possible |= of_lambdas()
    assert named - possible == set()


@pytest.mark.parametrize("task", TASKS)
def test_trouble_that_has_no_name_of_its_own_is_retried(task):
    service = task["Resource"].split(":states:::")[1]
    key = ":".join(service.split(":")[: 2 if service.startswith("aws-sdk") else 1])
    prefix = PREFIXES[key.split(":")[-1]]
    expected = {f"{prefix}.{BASES[key]}", f"{prefix}.SdkClientException"}
    if key == "lambda":
        expected.add("Lambda.ClientExecutionTimeoutException")
    assert expected - set(names_in(task, "Retry")) == set()


@pytest.mark.parametrize("task", [task for task in TASKS if task.values[0]["Resource"].endswith("lambda:invoke")])
def test_a_burst_of_lambdas_is_outlasted(task):
    """A new account has 10 Lambdas at once, and the longest runs 15 minutes; full jitter waits half on average."""
    retriers = [retry for retry in task["Retry"] if "Lambda.TooManyRequestsException" in retry["ErrorEquals"]]
    assert [retry["ErrorEquals"] for retry in retriers] == [["Lambda.TooManyRequestsException"]]
    wait, rate, longest = (retriers[0][name] for name in ("IntervalSeconds", "BackoffRate", "MaxDelaySeconds"))
    waits = [min(wait * rate**attempt, longest) / 2 for attempt in range(retriers[0]["MaxAttempts"])]
    assert sum(waits) > 900
