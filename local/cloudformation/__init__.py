"""CloudFormation of the local AWS: properties and resource types that stock MiniStack lacks."""

from __future__ import annotations

from local.cloudformation import athena, buckets, glue, tags


def apply() -> None:
    """Finish the provisioners; PatchError where the emulator is another version."""
    athena.apply()
    buckets.apply()
    glue.apply()
    tags.apply()
