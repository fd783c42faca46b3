"""A broken worker is ended on its own, as an execution environment of AWS is.

Stock MiniStack ends all workers of the function, also those that are in the middle of other invocations: in a burst,
one failure ends as the failure of all.
"""

from __future__ import annotations

import contextvars
import functools
from collections.abc import Callable
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from local.patching import patch

_broken: contextvars.ContextVar[lambda_runtime.Worker | None] = contextvars.ContextVar("sluice_broken", default=None)


def _remember_broken(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def invoke(self: Any, *arguments: Any, **details: Any) -> Any:
        _broken.set(None)
        try:
            return original(self, *arguments, **details)
        except Exception:
            _broken.set(self)
            raise

    return invoke


def _alone(original: Callable[..., Any]) -> Callable[..., Any]:
    def invalidate_worker(
        func_name: str, qualifier: str | None = None, account: str | None = None, region: str | None = None
    ) -> None:
        worker = _broken.get()
        if worker is None:  # the function has changed, or is deleted
            original(func_name, qualifier, account, region)
            return
        _broken.set(None)
        with lambda_runtime._lock:
            for workers in lambda_runtime._workers.values():
                if worker in workers:
                    workers.remove(worker)
        lambda_runtime.kill_workers([worker])

    return invalidate_worker


def apply() -> None:
    """End the worker that broke, and no other worker."""
    parameters = ["self", "event", "request_id", "trace_id", "depth", "durable", "invoked_function_arn"]
    patch(lambda_runtime.Worker, "invoke", parameters, _remember_broken)
    patch(lambda_svc, "invalidate_worker", ["func_name", "qualifier", "account", "region"], _alone)
