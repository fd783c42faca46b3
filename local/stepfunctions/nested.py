"""Nested executions: they stop with their parent, and their failure is the parent task's `States.TaskFailed`."""

from __future__ import annotations

import json
import time
from typing import Any

from ministack.services import stepfunctions

from local.patching import patch
from local.stepfunctions.context import current_execution, execution_stopped

FIRST_LOOK_SECONDS = 0.02
LAST_LOOK_SECONDS = 0.5
"""How often a parent looks at its child: the longer it has waited the less often: 500 of them keep a core busy."""


def start(resource: str, input_data: Any) -> dict[str, Any]:
    """Start the child and do not wait. Raises `StepFunctions.<name>Exception` when it is refused."""
    status, _, body = stepfunctions._start_execution(_request(input_data))
    answer = json.loads(body)
    if status >= 400:
        name = str(answer["__type"]).rsplit("#", 1)[-1].removesuffix("Exception")
        raise stepfunctions._ExecutionError(f"StepFunctions.{name}Exception", answer.get("message", ""))
    return {"ExecutionArn": answer["executionArn"], "StartDate": _millis(answer["startDate"])}


def run(resource: str, input_data: Any) -> dict[str, Any]:
    """Start the child, wait for it, and stop it when the parent is stopped; `.sync:2` gives its output as JSON."""
    child = stepfunctions._executions[start(resource, input_data)["ExecutionArn"]]
    began = time.monotonic()
    while child["status"] == "RUNNING":
        if execution_stopped():
            reason = {"cause": f"The parent execution {(current_execution() or {}).get('executionArn')} was stopped."}
            stepfunctions._stop_execution({"executionArn": child["executionArn"], **reason})
            break
        waited = time.monotonic() - began
        time.sleep(min(LAST_LOOK_SECONDS, max(FIRST_LOOK_SECONDS, waited / 200)))
    described = describe(child)
    if child["status"] != "SUCCEEDED":
        raise stepfunctions._ExecutionError("States.TaskFailed", json.dumps(described))
    if resource.endswith(".sync:2"):
        described["Output"] = json.loads(described["Output"])
        described["Input"] = json.loads(described["Input"])
    return described


def describe(execution: dict[str, Any]) -> dict[str, Any]:
    """DescribeExecution's answer as a task result or Cause has it: PascalCase, times in milliseconds."""
    values = {
        "ExecutionArn": execution["executionArn"],
        "Input": execution["input"],
        "InputDetails": {"Included": True},
        "Name": execution["name"],
        "StartDate": _millis(execution["startDate"]),
        "StateMachineArn": execution["stateMachineArn"],
        "Status": execution["status"],
        "StopDate": _millis(execution["stopDate"]),
    }
    if execution["status"] == "SUCCEEDED":
        return values | {"Output": execution["output"], "OutputDetails": {"Included": True}}
    return values | {key.title(): execution[key] for key in ("error", "cause") if execution.get(key)}


def _request(input_data: dict[str, Any]) -> dict[str, Any]:
    request: dict[str, Any] = stepfunctions._nested_start_execution_request(input_data)
    return request


def _millis(stamp: str | None) -> int | None:
    millis: int | None = stepfunctions._iso_to_epoch_ms(stamp)
    return millis


def apply() -> None:
    """Replace both nested integrations."""
    patch(stepfunctions, "_invoke_nested_start_execution", ["resource", "input_data"], lambda _: start)
    patch(stepfunctions, "_invoke_nested_start_execution_sync", ["resource", "input_data"], lambda _: run)
