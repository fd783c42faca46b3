"""Lambda of the local AWS: the declared Node; an error keeps its name and fails no other call; a log of its own."""

from __future__ import annotations

from local.lambda_ import errors, logs, node, workers


def apply() -> None:
    """Report failures as AWS's runtimes do; PatchError where the emulator is another version."""
    for part in (node, workers, errors, logs):
        part.apply()
