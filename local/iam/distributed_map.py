"""A Distributed Map starts child executions and reads its items with the state machine's role.

https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack.services import stepfunctions

from local.iam.roles import AccessDeniedError, enforce_credentials
from local.iam.stepfunctions import session
from local.patching import patch
from local.stepfunctions.context import running, state_machine_arn


def _need(action: str, arn: str, error: str) -> None:
    try:
        enforce_credentials(session(), action, arn)
    except AccessDeniedError as refused:
        raise stepfunctions._ExecutionError(error, str(refused)) from refused


def _run(original: Callable[..., Any]) -> Callable[..., Any]:
    def run_distributed_map(
        state_def: Any, raw_input: Any, effective: Any, iterator: Any, execution: Any, ctx: Any
    ) -> Any:
        with running(execution):
            _need("states:StartExecution", state_machine_arn(execution), "StepFunctions.AWSStepFunctionsException")
            return original(state_def, raw_input, effective, iterator, execution, ctx)

    return run_distributed_map


def _read(original: Callable[..., Any]) -> Callable[..., Any]:
    def read_map_items(reader: Any, effective: Any, ctx: Any) -> Any:
        if reader.get("Resource", "").endswith("s3:listObjectsV2"):
            given = reader.get("Parameters") or reader.get("Arguments") or {}
            bucket = stepfunctions._resolve_params_obj(given, effective, ctx).get("Bucket")
            _need("s3:ListBucket", f"arn:aws:s3:::{bucket}", "States.ItemReaderFailed")
        return original(reader, effective, ctx)

    return read_map_items


def _object(original: Callable[..., Any]) -> Callable[..., Any]:
    def s3_object_text(bucket: str, key: str) -> Any:
        _need("s3:GetObject", f"arn:aws:s3:::{bucket}/{key}", "States.ItemReaderFailed")
        return original(bucket, key)

    return s3_object_text


def apply() -> None:
    """Check the role before a Distributed Map starts and before each of its reads."""
    parameters = ["state_def", "raw_input", "effective", "iterator", "execution", "ctx"]
    patch(stepfunctions, "_run_distributed_map", parameters, _run)
    patch(stepfunctions, "_read_map_items", ["reader", "effective", "ctx"], _read)
    patch(stepfunctions, "_s3_object_text", ["bucket", "key"], _object)
