"""A broken worker is ended on its own, as an execution environment of AWS is; and a few of them work at a time.

Stock MiniStack ends all workers of the function, also those that are in the middle of other invocations: in a burst,
one failure ends as the failure of all. And it starts a process for each invocation that finds none free: 500 files at
once were 700 processes of Node with 18 GB, nearly all of whose time was their start.
"""

from __future__ import annotations

import contextvars
import functools
import os
import threading
from collections.abc import Callable
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from local.patching import patch

AT_A_TIME = 2 * (os.cpu_count() or 2)
"""Invocations that run at a time, of all functions."""

_seats = threading.Semaphore(AT_A_TIME)
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


def _few_at_a_time(original: Callable[..., Any]) -> Callable[..., Any]:
    def execute_function_warm(func: dict[str, Any], event: Any, request_id: str) -> Any:
        # A Lambda that another one calls has to run while that one waits for it.
        if lambda_svc._invoke_depth.get() > 1:
            return original(func, event, request_id)
        with _seats:
            return original(func, event, request_id)

    return execute_function_warm


def apply() -> None:
    """End the worker that broke, and no other worker; let invocations beyond AT_A_TIME wait, as for a cold start."""
    patch(lambda_svc, "_execute_function_warm", ["func", "event", "request_id"], _few_at_a_time)
    parameters = ["self", "event", "request_id", "trace_id", "depth", "durable", "invoked_function_arn"]
    patch(lambda_runtime.Worker, "invoke", parameters, _remember_broken)
    patch(lambda_svc, "invalidate_worker", ["func_name", "qualifier", "account", "region"], _alone)
