"""Requests count as made over TLS: the loopback endpoint stands for AWS's, which every client reaches by HTTPS.

Without this, a policy that denies requests without `aws:SecureTransport` would deny everything here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack import app
from ministack.core import iam_evaluator

from local.patching import patch


def _secure(original: Callable[..., Any]) -> Callable[..., Any]:
    def pin_request_origin(source_ip: str, secure_transport: bool) -> None:
        original(source_ip, True)

    return pin_request_origin


def apply() -> None:
    """Pin every request as secure, wherever the emulator's gateway calls it."""
    for module in (iam_evaluator, app):
        patch(module, "pin_request_origin", ["source_ip", "secure_transport"], _secure)
