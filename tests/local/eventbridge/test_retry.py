"""RetryPolicy, without a server: what is tried again, how often, for how long, and what the DLQ is told."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from local.eventbridge import delivery
from local.eventbridge.targets import DeliveryError

RULE = {"Arn": "arn:aws:events:us-east-1:000000000000:rule/r"}


class Outcome:
    """What the DLQ was told."""

    def __init__(self) -> None:
        self.arrived = threading.Event()
        self.found: tuple[Any, ...] = ()

    def take(self, target: Any, rule: Any, event: str, error: DeliveryError, retries: int, exhausted: Any) -> None:
        self.found = (event, error.code, retries, exhausted)
        self.arrived.set()


@pytest.fixture
def dlq(monkeypatch: pytest.MonkeyPatch) -> Outcome:
    outcome = Outcome()
    monkeypatch.setattr(delivery, "RETRY_SCALE", 0.001)
    monkeypatch.setattr(delivery, "authorize", lambda target, rule: None)
    monkeypatch.setattr(delivery, "target_exists", lambda arn: None)
    monkeypatch.setattr(delivery, "send_to_dead_letter_queue", outcome.take)
    return outcome


def deliver(send: Any, **retry_policy: int) -> None:
    delivery.deliver(delivery.Delivery({"Arn": "arn:t", "RetryPolicy": retry_policy}, RULE, "{}"), send)


def failing(times: int, calls: list[int]) -> Any:
    def send() -> None:
        calls.append(1)
        if len(calls) <= times:
            raise ConnectionError("no answer")

    return send


def test_a_delivery_that_fails_twice_arrives_on_the_third_attempt(dlq: Outcome) -> None:
    calls: list[int] = []
    deliver(failing(2, calls), MaximumRetryAttempts=5)
    assert not dlq.arrived.wait(0.2)
    assert len(calls) == 3


def test_after_the_last_attempt_the_event_goes_to_the_dlq(dlq: Outcome) -> None:
    calls: list[int] = []
    deliver(failing(99, calls), MaximumRetryAttempts=2)
    assert dlq.arrived.wait(2)
    assert dlq.found == ("{}", "SDK_CLIENT_ERROR", 2, "MaximumRetryAttempts")
    assert len(calls) == 3


def test_an_event_that_is_too_old_goes_to_the_dlq_before_its_last_attempt(dlq: Outcome) -> None:
    calls: list[int] = []
    deliver(failing(99, calls), MaximumRetryAttempts=185, MaximumEventAgeInSeconds=60)
    assert dlq.arrived.wait(2)
    assert dlq.found[1] == "SDK_CLIENT_ERROR"
    assert dlq.found[3] == "MaximumEventAgeInSeconds"
    assert len(calls) < 20


def test_a_missing_permission_is_not_tried_again(dlq: Outcome, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(target: Any, rule: Any) -> None:
        raise DeliveryError("NO_PERMISSIONS", "no")

    monkeypatch.setattr(delivery, "authorize", refuse)
    deliver(failing(0, []), MaximumRetryAttempts=5)
    assert dlq.found == ("{}", "NO_PERMISSIONS", 0, None)
