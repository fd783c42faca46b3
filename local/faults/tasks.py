"""Faults of calls that state machines make."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

from ministack.services import stepfunctions

from local.faults.http import LOOK_SECONDS
from local.faults.plan import PLAN, Call
from local.patching import patch
from local.stepfunctions.context import current_execution

PREFIXES = {"sns": "SNS", "states": "StepFunctions"}
"""What the names of errors begin with, where it is not the name of the service."""


def call_of(resource: str, task_input: Any) -> Call:
    """`arn:aws:states:::glue:startJobRun.sync` and `arn:aws:states:::aws-sdk:glue:startCrawler` as calls of Glue."""
    service, action = resource.split(":")[-2:] if ":aws-sdk:" in resource else resource.split(":")[5:7]
    operation = action.partition(".")[0]
    execution = current_execution() or {}
    text = json.dumps(task_input, ensure_ascii=False)
    return Call(service, operation[:1].upper() + operation[1:], text, str(execution.get("executionArn", "")))


def _faulty(original: Callable[..., Any]) -> Callable[..., Any]:
    def invoke_resource(resource: str, input_data: Any) -> Any:
        fault = PLAN.strike(call_of(resource, input_data)) if PLAN and ":states:::" in resource else None
        if fault:
            time.sleep(fault.delay_seconds)
            while PLAN.holds(fault):
                time.sleep(LOOK_SECONDS)
            if fault.code:
                prefix = PREFIXES.get(fault.service, fault.service.capitalize())
                raise stepfunctions._ExecutionError(f"{prefix}.{fault.code}", f"A planned fault: {fault.code}.")
        return original(resource, input_data)

    return invoke_resource


def apply() -> None:
    """Raise planned faults in tasks."""
    patch(stepfunctions, "_invoke_resource", ["resource", "input_data"], _faulty)
