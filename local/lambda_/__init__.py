"""Lambda of the local AWS: a function's error keeps its name, and fails no other invocation."""

from __future__ import annotations

from local.lambda_ import errors, workers


def apply() -> None:
    """Report failures as AWS's runtimes do; PatchError where the emulator is another version."""
    for part in (workers, errors):
        part.apply()
