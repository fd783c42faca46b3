"""StartJobRun is taken so many times a second, as of an account; more are throttled.

AWS documents no number. 5 a second is what throttled callers tell of; `SLUICE_GLUE_STARTS_PER_SECOND` changes it, and 0
takes every start.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from ministack.core.responses import error_response_json
from ministack.services import glue

from local.patching import patch

SETTING = "SLUICE_GLUE_STARTS_PER_SECOND"


class Rate:
    """At most `limit` calls within any second; 0 is no limit."""

    def __init__(self, limit: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._clock = clock
        self._taken: deque[float] = deque()
        self._lock = threading.Lock()

    def takes(self) -> bool:
        """Whether this call is within the limit; one that is not does not count."""
        with self._lock:
            now = self._clock()
            while self._taken and self._taken[0] <= now - 1:
                self._taken.popleft()
            if self._limit and len(self._taken) >= self._limit:
                return False
            self._taken.append(now)
            return True


def throttled(original: Callable[..., Any], rate: Rate) -> Callable[..., Any]:
    """`original`, unless the rate is exceeded."""

    def start_job_run(data: dict[str, Any]) -> Any:
        if not rate.takes():
            return error_response_json("ThrottlingException", "Rate exceeded", 400)
        return original(data)

    return start_job_run


def apply() -> None:
    """Limit the starts, those of state machines too."""
    rate = Rate(int(os.environ.get(SETTING, "5")))
    patch(glue, "_start_job_run", ["data"], lambda original: throttled(original, rate))
