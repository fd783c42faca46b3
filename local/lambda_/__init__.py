"""Lambda of the local AWS: a function's error keeps its name, fails no other invocation, and the log is its own."""

from __future__ import annotations

from local.lambda_ import errors, logs, workers


def apply() -> None:
    """Report failures as AWS's runtimes do; PatchError where the emulator is another version."""
    for part in (workers, errors, logs):
        part.apply()
