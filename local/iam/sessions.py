"""Credentials are registered one after the other: a burst of first calls registers many, in as many threads.

Stock MiniStack walks the registry for expired entries while another thread adds to it, so that a call fails.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from ministack.services import sts

from local.patching import patch

_registering = threading.Lock()


def _serialized(original: Callable[..., Any]) -> Callable[..., Any]:
    def register_session(access_key: str, session: dict[str, Any]) -> None:
        with _registering:
            original(access_key, session)

    return register_session


def apply() -> None:
    """Register credentials one after the other."""
    patch(sts, "register_session", ["access_key", "session"], _serialized)
