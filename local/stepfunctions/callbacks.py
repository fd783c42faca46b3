"""Tasks that wait for a token: their call may fail, their execution may end, and so may their time.

Stock MiniStack drops the error of a Lambda that such a task invokes. It goes on waiting after its execution was
stopped, so that whoever has the token hears of a success that reaches nobody.
"""

from __future__ import annotations

import json
import threading
import time
from typing import Any

from ministack.services import stepfunctions

from local.patching import patch
from local.stepfunctions.context import current_execution, execution_stopped, state_machine_arn

LOOK_SECONDS = 1.0
"""How often a task that waits looks whether its execution was stopped; an answer wakes it at once."""

MOST_TOKENS = 10_000
_machines: dict[str, str] = {}
"""The state machines of the latest tokens: IAM is asked about them also when the task does not wait any more."""


def wait(resource: str, input_data: Any, token: str, state_def: dict[str, Any]) -> Any:
    """Invoke, then wait for the answer to `token`. TimeoutSeconds is a wait, so SFN_WAIT_SCALE scales it."""
    answered = threading.Event()
    task: dict[str, Any] = {"event": answered, "result": None, "error": None, "heartbeat": None}
    _machines[token] = state_machine_arn(current_execution() or {"stateMachineArn": ""})
    if len(_machines) > MOST_TOKENS:
        _machines.pop(next(iter(_machines)), None)
    limit = float(state_def.get("TimeoutSeconds", 99999)) * stepfunctions._SFN_WAIT_SCALE
    deadline = time.monotonic() + limit
    stepfunctions._task_tokens[token] = task
    try:
        _invoke(resource.replace(".waitForTaskToken", ""), input_data, answered)
        while not answered.wait(min(LOOK_SECONDS, max(0.0, deadline - time.monotonic()))):
            if execution_stopped():
                raise stepfunctions._ExecutionError("States.Runtime", "The execution was stopped.")
            if time.monotonic() >= deadline:
                raise stepfunctions._ExecutionError("States.Timeout", f"No answer came within {limit:g} s.")
    finally:
        stepfunctions._task_tokens.pop(token, None)
    return _result(task)


def _invoke(resource: str, input_data: Any, answered: threading.Event) -> None:
    try:
        stepfunctions._invoke_resource(resource, input_data)
    except stepfunctions._ExecutionError:
        if not answered.is_set():  # the answer has ended the task by then
            raise


def _result(task: dict[str, Any]) -> Any:
    if task["error"]:
        raise stepfunctions._ExecutionError(task["error"]["Error"], task["error"]["Cause"])
    return json.loads(task["result"])


def machine_of(token: str) -> str | None:
    """The ARN of the state machine whose task waits, or has waited, with this token: what IAM is asked about."""
    return _machines.get(token)


def apply() -> None:
    """Wait as AWS does; the permission is checked when the resource is invoked."""
    parameters = ["resource", "input_data", "token", "state_def"]
    patch(stepfunctions, "_invoke_with_callback", parameters, lambda _: wait)
