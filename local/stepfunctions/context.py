"""The execution that runs on this thread, for the other Step Functions patches.

MiniStack hands `_invoke_resource` neither the execution nor the state; a context variable, which its threads
copy, carries the execution there.
"""

from __future__ import annotations

import contextvars
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ministack.services import stepfunctions

from local.patching import patch

_execution: contextvars.ContextVar[dict[str, Any] | None] = contextvars.ContextVar("sluice_execution", default=None)


def current_execution() -> dict[str, Any] | None:
    """MiniStack's record of the execution (or Distributed Map child) whose task runs on this thread."""
    return _execution.get()


def execution_stopped() -> bool:
    """Whether the current execution was stopped or timed out; a `.sync` integration polls this and stops its job."""
    execution = _execution.get()
    return execution is not None and execution["status"] != "RUNNING"


def state_machine_arn(execution: dict[str, Any]) -> str:
    """The state machine of an execution; that of a Distributed Map child is named `<state machine>/<label>`."""
    return str(execution["stateMachineArn"]).split("/")[0]


def role_arn(execution: dict[str, Any]) -> str:
    """The role the execution started with; a Distributed Map child has the state machine's."""
    for event in execution["events"][:1]:
        if "executionStartedEventDetails" in event:
            return str(event["executionStartedEventDetails"]["roleArn"])
    return str(stepfunctions._state_machines[state_machine_arn(execution)]["roleArn"])


@contextmanager
def running(execution: dict[str, Any]) -> Iterator[None]:
    """Make `execution` the current execution inside the block."""
    token = _execution.set(execution)
    try:
        yield
    finally:
        _execution.reset(token)


def _with_execution(original: Callable[..., Any]) -> Callable[..., Any]:
    def execute_task(state_def: Any, raw_input: Any, execution: Any, ctx: Any) -> Any:
        with running(execution):
            return original(state_def, raw_input, execution, ctx)

    return execute_task


def apply() -> None:
    """Make the running execution known; applied before the modules that use it."""
    patch(stepfunctions, "_execute_task", ["state_def", "raw_input", "execution", "ctx"], _with_execution)
