"""Starting, stopping, timing out and limiting executions as Step Functions does."""

from __future__ import annotations

import contextvars
import inspect
import json
import re
import threading
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from ministack.core.responses import error_response_json, get_account_id, get_region, json_response, now_iso
from ministack.services import stepfunctions

from local.patching import PatchError, patch
from local.stepfunctions.context import execution_stopped, role_arn
from local.stepfunctions.states import unsupported

PAYLOAD_BYTES = 262144
"""256 KiB: the input of an execution, and the result of every state."""

START_DELAY = "time.sleep(0.15)"
"""The first thing that stock does in an execution; an execution in another one does it again."""

_starting: contextvars.ContextVar[bool] = contextvars.ContextVar("sluice_starting", default=False)

NAME = re.compile(r"[^\x00-\x1f\x7f-\x9f\s<>{}\[\]?*\"#%\\^|~`$&,;:/]{1,80}")


def _size(value: Any) -> int:
    return len(json.dumps(value, ensure_ascii=False).encode())


def _start(original: Callable[..., Any]) -> Callable[..., Any]:
    def start_execution(data: dict[str, Any]) -> Any:
        problem = _invalid_start(data)
        if problem:
            return error_response_json(*problem, 400)
        running = _same_name(data)
        if running and running["status"] == "RUNNING" and running["input"] == data.get("input", "{}"):
            return json_response({"executionArn": running["executionArn"], "startDate": running["startDate"]})
        return original(data)

    return start_execution


def _invalid_start(data: dict[str, Any]) -> tuple[str, str] | None:
    text = data.get("input", "{}")
    try:
        json.loads(text)
    except (TypeError, ValueError) as error:
        return "InvalidExecutionInput", f"Invalid State Machine Execution Input: '{error}'"
    if len(text.encode()) > PAYLOAD_BYTES:
        return "InvalidExecutionInput", f"The input is longer than {PAYLOAD_BYTES} bytes, the limit of an execution."
    if data.get("name") and not NAME.fullmatch(data["name"]):
        return "InvalidName", f"Invalid Name: '{data['name']}'"
    return None


def _same_name(data: dict[str, Any]) -> dict[str, Any] | None:
    base = stepfunctions._resolve_state_machine_arn(data.get("stateMachineArn", ""))
    if not base or not data.get("name"):
        return None
    machine = stepfunctions._state_machines[base]["name"]
    arn = f"arn:aws:states:{get_region()}:{get_account_id()}:execution:{machine}:{data['name']}"
    found: dict[str, Any] | None = stepfunctions._executions.get(arn)
    return found


def _run(original: Callable[..., Any]) -> Callable[..., Any]:
    def run_execution(exec_arn: str) -> None:
        """Run under the state machine's TimeoutSeconds; refuse fields that would be ignored."""
        execution = stepfunctions._executions.get(exec_arn)
        machine = execution and stepfunctions._state_machines.get(execution["stateMachineArn"])
        definition = json.loads(machine["definition"]) if machine else {}
        problem = unsupported(definition.get("States", {}), definition.get("QueryLanguage", "JSONPath"))
        if problem:
            stepfunctions._fail_execution(execution, "States.Runtime", problem)
            return
        seconds = definition.get("TimeoutSeconds")
        if not seconds:
            original(exec_arn)
            return
        timer = threading.Timer(float(seconds), _time_out, [execution])
        timer.daemon = True
        timer.start()
        try:
            original(exec_arn)
        finally:
            timer.cancel()

    return run_execution


def _time_out(execution: dict[str, Any]) -> None:
    if execution["status"] == "RUNNING":
        execution.update(status="TIMED_OUT", stopDate=now_iso(), error="States.Timeout")
        stepfunctions._add_event(execution, "ExecutionTimedOut", {"executionTimedOutEventDetails": {}})


def _fail_once(original: Callable[..., Any]) -> Callable[..., Any]:
    def fail_execution(execution: dict[str, Any], error: str, cause: str) -> None:
        """Keep the status of a stopped execution, whatever its tasks do later."""
        if execution["status"] == "RUNNING":
            original(execution, error, cause)

    return fail_execution


def _unless_stopped(original: Callable[..., Any]) -> Callable[..., Any]:
    def invoke_resource(resource: str, input_data: Any) -> Any:
        if execution_stopped():
            raise stepfunctions._ExecutionError("States.Runtime", "The execution was stopped.")
        return original(resource, input_data)

    return invoke_resource


def _limited(original: Callable[..., Any]) -> Callable[..., Any]:
    def execute_state(state_def: Any, raw_input: Any, *rest: Any) -> Any:
        output, next_state = original(state_def, raw_input, *rest)
        if _size(output) > PAYLOAD_BYTES:
            raise stepfunctions._ExecutionError(
                "States.DataLimitExceeded",
                f"The state returned a result larger than {PAYLOAD_BYTES} bytes, the service limit.",
            )
        return output, next_state

    return execute_state


def _with_role(original: Callable[..., Any]) -> Callable[..., Any]:
    def evaluate_jsonata(
        expression: str, raw_input: Any, ctx: Any = None, result: Any = None, error_output: Any = None
    ) -> Any:
        facts = (ctx or {}).get("Execution", {})
        execution = stepfunctions._executions.get(facts.get("Id"))
        if execution and "RoleArn" not in facts:
            facts["RoleArn"] = role_arn(execution)
            facts["RedriveCount"] = 0
        return original(expression, raw_input, ctx, result, error_output)

    return evaluate_jsonata


def _start_at_once(original: Callable[..., Any]) -> Callable[..., Any]:
    """Take the delay out of the execution loop; its other waits are what the definition says."""
    if inspect.getsource(original).count(START_DELAY) != 1:
        raise PatchError(f"stepfunctions._run_execution has no {START_DELAY} any more: another version?")

    def sleep(seconds: float) -> None:
        if not _starting.get():
            time.sleep(seconds)
        _starting.set(False)

    stepfunctions.time = SimpleNamespace(**{**vars(time), "sleep": sleep})

    def run_execution(exec_arn: str) -> None:
        _starting.set(True)
        try:
            original(exec_arn)
        finally:
            _starting.set(False)

    return run_execution


def apply() -> None:
    """Mend the API and the execution loop."""
    patch(stepfunctions, "_start_execution", ["data"], _start)
    patch(stepfunctions, "_run_execution", ["exec_arn"], _start_at_once)
    patch(stepfunctions, "_run_execution", ["exec_arn"], _run)
    patch(stepfunctions, "_fail_execution", ["execution", "error", "cause"], _fail_once)
    patch(stepfunctions, "_invoke_resource", ["resource", "input_data"], _unless_stopped)
    patch(stepfunctions, "_execute_pass", ["state_def", "raw_input", "ctx"], _limited)
    for name in ("_execute_task", "_execute_map", "_execute_parallel"):
        patch(stepfunctions, name, ["state_def", "raw_input", "execution", "ctx"], _limited)
    patch(stepfunctions, "_evaluate_jsonata", ["expression", "raw_input", "ctx", "result", "error_output"], _with_role)
