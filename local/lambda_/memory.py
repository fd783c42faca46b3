"""An invocation that needs more memory than its function has is killed, as on AWS; stock MiniStack lets it run.

Where there is no /proc, as on macOS, nobody looks.
"""

from __future__ import annotations

import functools
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ministack.core import lambda_runtime

from local.patching import patch

LOOK_SECONDS = 0.02
PAGE = os.sysconf("SC_PAGE_SIZE")
MIB = 1024**2


def resident(pid: int) -> int:
    """Bytes that a process has in memory; 0 where nobody can tell."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except (OSError, IndexError):
        return 0


def _bounded(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def invoke(self: Any, event: Any, request_id: str, **details: Any) -> Any:
        ended, exceeded = threading.Event(), threading.Event()
        limit = int(self.config.get("MemorySize", 128)) * MIB

        def look() -> None:
            while not ended.wait(LOOK_SECONDS):
                process = self._proc
                if process is not None and resident(process.pid) > limit:
                    exceeded.set()
                    process.kill()
                    return

        threading.Thread(target=look, daemon=True).start()
        try:
            response = original(self, event, request_id, **details)
        finally:
            ended.set()
        if exceeded.is_set() and response.get("status") == "error":
            message = f"RequestId: {request_id} Error: Runtime exited with error: signal: killed"
            response["body"] = {"errorType": "Runtime.ExitError", "errorMessage": message}
        return response

    return invoke


def apply() -> None:
    """Look at the memory of each invocation."""
    parameters = ["self", "event", "request_id", "trace_id", "depth", "durable", "invoked_function_arn"]
    patch(lambda_runtime.Worker, "invoke", parameters, _bounded)
