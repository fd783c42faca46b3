"""The state machine's role is checked before every task; stock MiniStack lets an empty role run everything.

An optimized integration (`states:::lambda:invoke`) needs the permissions that AWS documents for it. An `aws-sdk`
integration needs those of its own wire request, which is read as the requests of HTTP callers are.
"""

from __future__ import annotations

import contextvars
import json
from collections.abc import Callable
from typing import Any

from ministack import app
from ministack.core import iam_actions
from ministack.core.responses import error_response_json
from ministack.services import stepfunctions

from local.iam.needs import OPTIMIZED, arn, sdk_error, wire_needs
from local.iam.roles import AccessDeniedError, Credentials, assume_standing, enforce_credentials, require_trust
from local.patching import patch
from local.stepfunctions.callbacks import machine_of
from local.stepfunctions.context import current_execution, role_arn, state_machine_arn

STATES = "states.amazonaws.com"
NOT_TRUSTED = (
    "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the "
    "provided role."
)
_sdk_call: contextvars.ContextVar[tuple[Credentials, str] | None] = contextvars.ContextVar("sluice_sdk", default=None)


def session() -> Credentials:
    """The state machine's role, assumed for the execution on this thread. Raises the error AWS gives the task."""
    execution = current_execution()
    if execution is None:
        raise stepfunctions._ExecutionError("States.Runtime", "A task ran outside of an execution, so it has no role.")
    try:
        return assume_standing(role_arn(execution), STATES, execution["name"], state_machine_arn(execution))
    except AccessDeniedError as error:
        # AWS's error name and wording: the role itself is unusable, whatever the task.
        raise stepfunctions._ExecutionError("States.Runtime", f"{NOT_TRUSTED} {error}") from error


def _authorize(resource: str, task_input: Any) -> None:
    """Raise the error AWS gives the task unless the role may run it; activities need no permission."""
    if ":activity:" in resource or ":aws-sdk:" in resource:
        return
    role = session()
    integration = next((i for i in OPTIMIZED if i.handles(resource)), None)
    if integration is None:
        raise stepfunctions._ExecutionError(
            "States.Runtime", f"local/iam/needs.py does not say which permissions {resource} needs; add them there."
        )
    try:
        for action, needed in integration.needs(resource, task_input):
            enforce_credentials(role, action, needed)
    except AccessDeniedError as error:
        raise stepfunctions._ExecutionError(integration.denied, str(error)) from error


def _invoke(original: Callable[..., Any]) -> Callable[..., Any]:
    def invoke_resource(resource: str, input_data: Any) -> Any:
        _authorize(resource, input_data)
        return original(resource, input_data)

    return invoke_resource


def _extract(original: Callable[..., Any]) -> Callable[..., Any]:
    def extract_resource_arn(
        service: str, method: str, path: str, headers: Any, body: Any, query_params: Any, region: str, account_id: str
    ) -> Any:
        """Ask about the state machine whose task waits, as IAM does, when a token is answered."""
        found = original(service, method, path, headers, body, query_params, region, account_id)
        if service != "states" or not headers.get("x-amz-target", "").split(".")[-1].startswith("SendTask"):
            return found
        return machine_of(json.loads(body or b"{}").get("taskToken", "")) or found

    return extract_resource_arn


def _sdk(original: Callable[..., Any]) -> Callable[..., Any]:
    def invoke_aws_sdk_integration(resource: str, input_data: Any) -> Any:
        service = resource.split(":")[6].lower()
        info = stepfunctions._AWS_SDK_SERVICE_MAP.get(service, {})
        token = _sdk_call.set((session(), info.get("service_key", service)))
        try:
            return original(resource, input_data)
        except AccessDeniedError as error:
            raise stepfunctions._ExecutionError(sdk_error(service), str(error)) from error
        finally:
            _sdk_call.reset(token)

    return invoke_aws_sdk_integration


def _wire(original: Callable[..., Any]) -> Callable[..., Any]:
    def call_service_handler_sync(
        handler: Any, method: str, path: str, headers: Any, body: Any, query_params: Any, timeout: float | None = None
    ) -> Any:
        call = _sdk_call.get()
        if call is None:
            return original(handler, method, path, headers, body, query_params, timeout)
        role, service = call
        for action, needed, context in wire_needs(service, method, path, headers, body, query_params):
            enforce_credentials(role, action, needed, context)
        # The service's own calls are not the task's request.
        token = _sdk_call.set(None)
        try:
            return original(handler, method, path, headers, body, query_params, timeout)
        finally:
            _sdk_call.reset(token)

    return call_service_handler_sync


def _save(original: Callable[..., Any]) -> Callable[..., Any]:
    def save_state_machine(data: dict[str, Any]) -> Any:
        machine = data.get("stateMachineArn") or arn("states", f"stateMachine:{data.get('name')}")
        try:
            if data.get("roleArn"):
                require_trust(data["roleArn"], STATES, machine)
        except AccessDeniedError:
            return error_response_json("AccessDeniedException", NOT_TRUSTED, 400)
        return original(data)

    return save_state_machine


def apply() -> None:
    """Enforce the state machine's role on every path by which a task reaches a service."""
    patch(stepfunctions, "_invoke_resource", ["resource", "input_data"], _invoke)
    patch(stepfunctions, "_invoke_aws_sdk_integration", ["resource", "input_data"], _sdk)
    patch(stepfunctions, "_create_state_machine", ["data"], _save)
    patch(stepfunctions, "_update_state_machine", ["data"], _save)
    request = ["service", "method", "path", "headers", "body", "query_params", "region", "account_id"]
    patch(iam_actions, "extract_resource_arn", request, _extract)
    parameters = ["handler", "method", "path", "headers", "body", "query_params", "timeout"]
    patch(app, "call_service_handler_sync", parameters, _wire)
