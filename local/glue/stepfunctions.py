"""`glue:startJobRun` and `.sync` in Step Functions, which stock MiniStack lacks."""

from __future__ import annotations

import contextvars
import json
import threading
from collections.abc import Callable
from typing import Any

from ministack.services import glue, stepfunctions

from local.glue.jobs import find_run
from local.glue.runs import JobRun
from local.patching import patch, register
from local.stepfunctions.context import execution_stopped

RESOURCE = "arn:aws:states:::glue:startJobRun"
POLL_SECONDS = 0.1
"""The delay until a stopped execution is noticed; the end of the run itself is an event."""

_given_up: contextvars.ContextVar[threading.Event | None] = contextvars.ContextVar("sluice_given_up", default=None)


def _start(resource: str, task_input: dict[str, Any]) -> dict[str, Any]:
    status, _, body = glue._start_job_run(task_input)
    answer = json.loads(body)
    if status >= 300:
        raise stepfunctions._ExecutionError(f"Glue.{answer['__type'].split('#')[-1]}", answer.get("message", ""))
    if not resource.endswith(".sync"):
        return {"JobRunId": answer["JobRunId"]}
    return _wait(find_run(answer["JobRunId"]))


def _wait(run: JobRun) -> dict[str, Any]:
    given_up = _given_up.get()
    while not run.ended.wait(POLL_SECONDS):
        if execution_stopped() or (given_up is not None and given_up.is_set()):
            run.stop()
    record = shown(run.record)
    if run.record["JobRunState"] == "SUCCEEDED":
        return record
    raise stepfunctions._ExecutionError("States.TaskFailed", json.dumps(record))


def shown(record: dict[str, Any]) -> dict[str, Any]:
    """The job run as Step Functions gives it: times in milliseconds since the epoch."""
    return {k: round(v * 1000) if k.endswith("On") else v for k, v in record.items()}


def _with_timeout(original: Callable[..., Any]) -> Callable[..., Any]:
    """Stop the job run of a timed-out state, as AWS does; stock MiniStack lets it run."""

    def invoke_with_timeout(resource: str, input_data: Any, timeout: float) -> Any:
        given_up = threading.Event()
        token = _given_up.set(given_up)
        try:
            return original(resource, input_data, timeout)
        except stepfunctions._ExecutionError as error:
            if error.error == "States.Timeout":
                given_up.set()
            raise
        finally:
            _given_up.reset(token)

    return invoke_with_timeout


def apply() -> None:
    """Add the integration; applied after jobs."""
    register(stepfunctions._SERVICE_DISPATCH, "stepfunctions._SERVICE_DISPATCH", RESOURCE, _start)
    patch(stepfunctions, "_invoke_resource_with_timeout", ["resource", "input_data", "timeout"], _with_timeout)
