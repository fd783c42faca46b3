"""Which errors a retrier or catcher matches, and how long a retry waits."""

from __future__ import annotations

import pytest

from local.stepfunctions.retry import delay_seconds, matches


@pytest.mark.parametrize(
    ("names", "error", "expected"),
    [
        (["FileRejectedError"], "FileRejectedError", True),
        (["FileRejectedError"], "OtherError", False),
        (["States.ALL"], "FileRejectedError", True),
        (["States.ALL"], "States.Timeout", True),
        (["States.ALL"], "States.Runtime", False),
        (["States.ALL"], "States.DataLimitExceeded", False),
        (["States.TaskFailed"], "FileRejectedError", True),
        (["States.TaskFailed"], "Lambda.AWSLambdaException", True),
        (["States.TaskFailed"], "States.Timeout", False),
        (["States.TaskFailed"], "States.Runtime", False),
        (["States.TaskFailed"], "States.DataLimitExceeded", False),
        (["States.DataLimitExceeded"], "States.DataLimitExceeded", True),
        (["States.Runtime"], "States.Runtime", False),
        (["States.Timeout"], "States.HeartbeatTimeout", True),
        (["States.Timeout"], "Sandbox.Timedout", False),
    ],
)
def test_a_retrier_matches_what_the_guide_says(names: list[str], error: str, expected: bool) -> None:
    assert matches(names, error) is expected


def test_the_wait_grows_by_the_backoff_up_to_the_longest_delay() -> None:
    retrier = {"IntervalSeconds": 2, "BackoffRate": 3, "MaxDelaySeconds": 20}
    assert [delay_seconds(retrier, retries) for retries in range(4)] == [2, 6, 18, 20]


def test_without_fields_the_wait_is_one_second_and_doubles() -> None:
    assert [delay_seconds({}, retries) for retries in range(4)] == [1, 2, 4, 8]


def test_full_jitter_waits_anything_up_to_the_delay() -> None:
    retrier = {"IntervalSeconds": 8, "JitterStrategy": "FULL"}
    waits = [delay_seconds(retrier, 1) for _ in range(200)]
    assert 0 <= min(waits) < 4 < max(waits) <= 16
