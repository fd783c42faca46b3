"""Tasks of state machines: their arguments are checked against the operation that the integration calls."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ministack.services import stepfunctions

from local.iam.needs import OPTIMIZED
from local.models.answers import sentence
from local.models.gateway import report
from local.models.operations import operation_model
from local.models.shapes import problems
from local.patching import patch

RESOURCE = re.compile(r"arn:aws[\w-]*:states:::(?:aws-sdk:)?(\w+):(\w+)")
SERVICES = {"sfn": "states", "cloudwatchlogs": "logs", "eventbridge": "events"}
FREE = {("lambda", "Payload"), ("states", "Input"), ("sns", "Message")}
"""Members that Step Functions takes as JSON and hands on as text."""


def argument_problems(resource: str, arguments: Any) -> tuple[str, list[str]] | None:
    """The operation of a task, and how its arguments differ from the input; None where it has no model."""
    found = RESOURCE.match(resource)
    if not found or not isinstance(arguments, dict) or not _is_known(resource):
        return None
    service = SERVICES.get(found[1], found[1])
    model = operation_model(service, found[2][0].upper() + found[2][1:])
    if model is None or model.input_shape is None:
        return None
    names = {name[0].upper() + name[1:]: name for name in model.input_shape.members}
    given = {
        names.get(name, name): "" if (service, name) in FREE and value is not None else value
        for name, value in arguments.items()
    }
    return f"{service} {model.name}", list(problems(model.input_shape, given, wire=False))


def _is_known(resource: str) -> bool:
    """Whether the integration is let through at all, once its permissions are there."""
    return ":aws-sdk:" in resource or any(each.handles(resource) for each in OPTIMIZED)


def _checked(original: Callable[[str, Any], Any]) -> Callable[[str, Any], Any]:
    def invoke_resource(resource: str, input_data: Any) -> Any:
        operation, found = argument_problems(resource, input_data) or ("", [])
        for problem in found:
            report().violation("request", operation, f"in a state machine: {problem}")
        if found:
            prefix = {"states": "StepFunctions", "sns": "SNS"}.get(operation.split()[0], operation.split()[0].title())
            raise stepfunctions._ExecutionError(f"{prefix}.ValidationException", sentence(found))
        if operation:
            report().checked("step functions' tasks", operation, 0)
        return original(resource, input_data)

    return invoke_resource


def apply() -> None:
    """Check the arguments of every task."""
    patch(stepfunctions, "_invoke_resource", ["resource", "input_data"], _checked)
