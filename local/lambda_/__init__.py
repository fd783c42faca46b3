"""Lambda of the local AWS: the declared Node and memory; an error keeps its name and fails no other call; own logs."""

from __future__ import annotations

from local.lambda_ import errors, logs, memory, node, updates, workers


def apply() -> None:
    """Report failures as AWS's runtimes do; PatchError where the emulator is another version."""
    for part in (node, workers, memory, errors, logs, updates):
        part.apply()
