"""EventBridge as AWS has it: the rule's role is checked, retries end, and undeliverable events reach the DLQ.

Stock MiniStack logs an undeliverable event and drops it, checks no permission, and leaves `version-id` out of
the S3 events of a versioned bucket.
"""

from __future__ import annotations

import contextvars
import json
import os
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ministack.services import eventbridge, s3

from local.eventbridge.targets import (
    DeliveryError,
    authorize,
    send_to_dead_letter_queue,
    start_execution,
    target_exists,
)
from local.patching import patch

RETRY_SCALE = float(os.environ.get("EVENTS_RETRY_SCALE", "0.01"))
"""Scales the waits between attempts and the age limit alike; 1 is AWS's pace (up to 24 hours)."""

DEFAULT_ATTEMPTS, DEFAULT_AGE_SECONDS, LONGEST_WAIT_SECONDS = 185, 86400, 600


@dataclass(frozen=True)
class Delivery:
    """One event on its way to one target of one rule."""

    target: dict[str, Any]
    rule: dict[str, Any]
    event: str


_delivery: contextvars.ContextVar[Delivery | None] = contextvars.ContextVar("sluice_delivery", default=None)
_version_id: contextvars.ContextVar[str | None] = contextvars.ContextVar("sluice_version_id", default=None)


def deliver(delivery: Delivery, send: Callable[[], Any]) -> None:
    """Deliver once, then in the background as often as the target's RetryPolicy says, then to its DLQ.

    Missing permissions and missing targets are not retried, as on AWS.
    """
    try:
        _attempt(delivery, send)
    except DeliveryError as error:
        if not error.retryable:
            send_to_dead_letter_queue(delivery.target, delivery.rule, delivery.event, error, 0, None)
            return
        context = contextvars.copy_context()
        threading.Thread(target=context.run, args=(_retry, delivery, send, error), daemon=True).start()


def _attempt(delivery: Delivery, send: Callable[[], Any]) -> None:
    authorize(delivery.target, delivery.rule)
    target_exists(delivery.target["Arn"])
    try:
        send()
    except DeliveryError:
        raise
    except Exception as error:
        raise DeliveryError("SDK_CLIENT_ERROR", str(error), retryable=True) from error


def _retry(delivery: Delivery, send: Callable[[], Any], error: DeliveryError) -> None:
    policy = delivery.target.get("RetryPolicy") or {}
    attempts = int(policy.get("MaximumRetryAttempts", DEFAULT_ATTEMPTS))
    deadline = time.monotonic() + RETRY_SCALE * int(policy.get("MaximumEventAgeInSeconds", DEFAULT_AGE_SECONDS))
    exhausted = "MaximumRetryAttempts"
    made = 0
    while made < attempts and error.retryable:
        wait = RETRY_SCALE * random.uniform(0.5, 1) * min(2**made, LONGEST_WAIT_SECONDS)  # noqa: S311 - jitter
        if time.monotonic() + wait > deadline:
            exhausted = "MaximumEventAgeInSeconds"
            break
        time.sleep(wait)
        made += 1
        try:
            return _attempt(delivery, send)
        except DeliveryError as next_error:
            error = next_error
    send_to_dead_letter_queue(delivery.target, delivery.rule, delivery.event, error, made, exhausted)


def _remember_delivery(original: Callable[..., Any]) -> Callable[..., Any]:
    def invoke_target(target: Any, event: Any, rule: Any, view: Any = None) -> Any:
        view = view or eventbridge._pattern_event_view(event)
        token = _delivery.set(Delivery(target, rule, json.dumps(view.event_with_detail())))
        try:
            return original(target, event, rule, view)
        finally:
            _delivery.reset(token)

    return invoke_target


def _delivered(original: Callable[..., Any]) -> Callable[..., Any]:
    def dispatch(*arguments: Any) -> None:
        delivery = _delivery.get()
        if delivery is None:
            raise RuntimeError("A target was dispatched outside of a rule.")
        # The delivery is not the context of the target: an execution started here may publish events of its own.
        token = _delivery.set(None)
        try:
            deliver(delivery, lambda: original(*arguments))
        finally:
            _delivery.reset(token)

    return dispatch


def _remember_version(original: Callable[..., Any]) -> Callable[..., Any]:
    def fire_s3_event(*arguments: Any, **named: Any) -> Any:
        token = _version_id.set(named.get("version_id"))
        try:
            return original(*arguments, **named)
        finally:
            _version_id.reset(token)

    return fire_s3_event


def _with_version(original: Callable[..., Any]) -> Callable[..., Any]:
    def dispatch_event(event: dict[str, Any], view: Any = None) -> Any:
        version_id = _version_id.get()
        if version_id and event.get("Source") == "aws.s3":
            _version_id.set(None)
            detail = json.loads(event["Detail"])
            detail["object"]["version-id"] = version_id
            event, view = event | {"Detail": json.dumps(detail)}, None
        return original(event, view)

    return dispatch_event


def apply() -> None:
    """Mend the delivery of rules and the content of S3 events."""
    patch(eventbridge, "_invoke_target", ["target", "event", "rule", "view"], _remember_delivery)
    patch(eventbridge, "_dispatch_to_stepfunctions", ["arn", "payload"], lambda _: _delivered(start_execution))
    patch(eventbridge, "_dispatch_to_lambda", ["arn", "payload"], _delivered)
    patch(eventbridge, "_dispatch_to_sqs", ["spec", "payload", "sqs_parameters"], _delivered)
    patch(eventbridge, "_dispatch_to_sns", ["arn", "payload"], _delivered)
    patch(eventbridge, "_dispatch_event", ["event", "view"], _with_version)
    parameters = ["bucket_name", "key", "event_name", "size", "etag", "deletion_type", "restore_event_data"]
    parameters += ["version_id", "sequencer", "object_extra", "record_extra"]
    patch(s3, "_fire_s3_event", parameters, _remember_version)
