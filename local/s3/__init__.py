"""S3 of the local AWS: a part of a version is answered as a part."""

from __future__ import annotations

from local.s3 import ranges


def apply() -> None:
    """Mend the reading of objects; PatchError where the emulator is another version."""
    ranges.apply()
