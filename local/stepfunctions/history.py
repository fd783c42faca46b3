"""A history holds 25,000 events, and events of tasks say what AWS's always say.

An execution that needs another event fails, and nothing catches that.

https://docs.aws.amazon.com/step-functions/latest/dg/bp-history-limit.html has the limit and the sentence, and no name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack.core.responses import get_region
from ministack.services import stepfunctions

from local.patching import patch

EVENTS = 25_000
SENTENCE = f"The execution reached the maximum number of history events ({EVENTS})."


def _limited(original: Callable[..., Any]) -> Callable[..., Any]:
    def add_event(execution: dict[str, Any], event_type: str, details: Any = None) -> Any:
        """Fail before the last event, which is left to the end of the execution."""
        full = len(execution["events"]) >= EVENTS - 1
        if full and execution.get("status") == "RUNNING" and event_type != "ExecutionSucceeded":
            stepfunctions._fail_execution(execution, "States.Runtime", SENTENCE)
            raise stepfunctions._ExecutionError("States.Runtime", SENTENCE)
        return original(execution, event_type, {kind: told(kind, each) for kind, each in (details or {}).items()})

    return add_event


def told(kind: str, details: dict[str, Any]) -> dict[str, Any]:
    """The details with the members that AWS never leaves out; the parameters of a task stay unknown here."""
    if "resource" not in details or not kind.startswith("task"):
        return details
    always = {"resourceType": resource_type(details["resource"])}
    if kind == "taskScheduledEventDetails":
        always |= {"region": get_region(), "parameters": "{}"}
    return always | details | {"resourceType": always["resourceType"]}


def resource_type(resource: str) -> str:
    """`glue` of `...:states:::glue:startJobRun.sync`, `aws-sdk:glue` of `...:states:::aws-sdk:glue:getCrawler`."""
    parts = resource.split(":")[5:]
    return ":".join(parts[:2]) if parts[:1] == ["aws-sdk"] else (parts or ["states"])[0] or "states"


def apply() -> None:
    """Limit every history."""
    patch(stepfunctions, "_add_event", ["execution", "event_type", "details"], _limited)
