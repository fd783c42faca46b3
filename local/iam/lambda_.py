"""A function's role is assumed only if it trusts Lambda; stock MiniStack never checks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack.core import lambda_runtime
from ministack.core.responses import error_response_json
from ministack.services import lambda_svc

from local.iam.needs import arn
from local.iam.roles import AccessDeniedError, require_trust
from local.patching import patch

LAMBDA = "lambda.amazonaws.com"
NOT_ASSUMABLE = "The role defined for the function cannot be assumed by Lambda."
"""AWS's sentence, at creation and at invocation alike."""


def _credentials(original: Callable[..., Any]) -> Callable[..., Any]:
    def execution_credentials(config: dict[str, Any]) -> Any:
        try:
            require_trust(config.get("Role", ""), LAMBDA, config.get("FunctionArn"))
        except AccessDeniedError as error:
            raise PermissionError(f"{NOT_ASSUMABLE} {error}") from error
        return original(config)

    return execution_credentials


def _create(original: Callable[..., Any]) -> Callable[..., Any]:
    def create_function(data: dict[str, Any]) -> Any:
        try:
            require_trust(data.get("Role", ""), LAMBDA, arn("lambda", f"function:{data.get('FunctionName')}"))
        except AccessDeniedError:
            return error_response_json("InvalidParameterValueException", NOT_ASSUMABLE, 400)
        return original(data)

    return create_function


def apply() -> None:
    """Check the trust policy when a function is created and when an execution environment starts."""
    patch(lambda_runtime, "execution_credentials", ["config"], _credentials)
    patch(lambda_svc, "execution_credentials", ["config"], _credentials)
    patch(lambda_svc, "_create_function", ["data"], _create)
