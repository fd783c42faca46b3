"""Retry and Catch: the errors that they match, and the wait before a retry.

https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from ministack.services import stepfunctions

from local.patching import patch

TERMINAL = frozenset({"States.Runtime", "States.DataLimitExceeded"})
"""Neither States.ALL nor States.TaskFailed matches these; States.Runtime always ends the execution."""


def matches(error_equals: list[str], error: str) -> bool:
    """Whether a retrier or catcher with these names matches the error."""
    if error == "States.Runtime":
        return False
    if error in error_equals:
        return True
    if error in TERMINAL:
        return False
    if error == "States.HeartbeatTimeout" and "States.Timeout" in error_equals:
        return True
    return "States.ALL" in error_equals or ("States.TaskFailed" in error_equals and error != "States.Timeout")


def delay_seconds(retrier: dict[str, Any], retries: int) -> float:
    """The wait before retry number `retries` (0 first): backoff, at most MaxDelaySeconds, with full jitter if asked."""
    delay = float(retrier.get("IntervalSeconds", 1) * retrier.get("BackoffRate", 2.0) ** retries)
    delay = min(delay, float(retrier.get("MaxDelaySeconds", delay)))
    return random.uniform(0, delay) if retrier.get("JitterStrategy") == "FULL" else delay  # noqa: S311 - jitter


def _with_delay(original: Callable[..., Any]) -> Callable[..., Any]:
    def find_matching_retrier(retriers: Any, error: str, retry_counts: dict[int, int]) -> Any:
        retrier, index = original(retriers, error, retry_counts)
        if retrier is None:
            return retrier, index
        # The caller multiplies by BackoffRate ** count, so the rate becomes 1 and the interval the whole wait.
        return retrier | {
            "IntervalSeconds": delay_seconds(retrier, retry_counts.get(index, 0)),
            "BackoffRate": 1,
        }, index

    return find_matching_retrier


def apply() -> None:
    """Match and wait as AWS does; waits are still scaled by SFN_WAIT_SCALE."""
    patch(stepfunctions, "_error_matches", ["error_equals", "error"], lambda _: matches)
    patch(stepfunctions, "_find_matching_retrier", ["retriers", "error", "retry_counts"], _with_delay)
