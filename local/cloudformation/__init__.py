"""CloudFormation of the local AWS: properties and resource types that stock MiniStack lacks."""

from __future__ import annotations

from local.cloudformation import buckets, glue


def apply() -> None:
    """Finish the provisioners; PatchError where the emulator is another version."""
    buckets.apply()
    glue.apply()
