"""Lambda of the local AWS: a function's error keeps its name."""

from __future__ import annotations

from local.lambda_ import errors


def apply() -> None:
    """Report failures as AWS's runtimes do; PatchError where the emulator is another version."""
    errors.apply()
