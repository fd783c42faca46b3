"""A function that is being updated stays active, as on AWS; stock MiniStack gives a reason that AWS lacks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack.core.responses import json_response
from ministack.services import lambda_svc

from local.patching import patch


def _active(original: Callable[..., Any]) -> Callable[..., Any]:
    def update(name: str, data: dict[str, Any]) -> Any:
        answer = original(name, data)
        if answer[0] >= 300:
            return answer
        config = lambda_svc._functions[name]["config"]
        config["State"] = "Active"
        for reason in ("StateReason", "StateReasonCode"):
            config.pop(reason, None)
        return json_response(config)

    return update


def apply() -> None:
    """Tell the state of a function whose configuration changes."""
    patch(lambda_svc, "_update_config", ["name", "data"], _active)
