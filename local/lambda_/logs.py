"""The log of an invocation is what its handler wrote, and nobody waits for more of it.

Stock MiniStack reads what has come within 50 ms: a handler that writes nothing costs these each time, and what a slow
pipe brings later is in the log of the next invocation.
"""

from __future__ import annotations

import queue
import time
from collections.abc import Callable
from typing import Any

from ministack.core import lambda_runtime

from local.lambda_.errors import edited
from local.patching import patch

END = "\x1e end of invocation"
"""The line that a Node worker writes to its log before each answer."""

LONGEST_WAIT_SECONDS = 0.25
NODE_EDITS = (
    (
        "const _realStdoutWrite = process.stdout.write.bind(process.stdout);",
        f"""const _answer = process.stdout.write.bind(process.stdout);
const _realStdoutWrite = (text) => {{
  if (!text.startsWith('{{"status":"ready"')) _stderrWrite({END!r} + "\\n");
  return _answer(text);
}};""",
    ),
)


def _until_end(original: Callable[..., str]) -> Callable[..., str]:
    def drain_stderr_bounded(
        self: Any, first_line_wait: float = 0.050, idle_confirm: float = 0.005, hard_cap: float = 0.250
    ) -> str:
        """The lines up to the end that a Node worker tells; stock for other runtimes and for a worker that broke."""
        if not str(self.config.get("Runtime", "")).startswith("nodejs") or self._proc is None:
            return original(self, first_line_wait, idle_confirm, hard_cap)
        lines: list[str] = []
        deadline = time.monotonic() + LONGEST_WAIT_SECONDS
        while time.monotonic() < deadline:
            try:
                line = self._stderr_queue.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                break
            if line == END:
                break
            lines.append(line)
        return "\n".join(lines)

    return drain_stderr_bounded


def apply() -> None:
    """Have Node workers tell the end of each invocation's log."""
    lambda_runtime._NODEJS_WORKER_SCRIPT = edited(lambda_runtime._NODEJS_WORKER_SCRIPT, NODE_EDITS)
    parameters = ["self", "first_line_wait", "idle_confirm", "hard_cap"]
    patch(lambda_runtime.Worker, "_drain_stderr_bounded", parameters, _until_end)
