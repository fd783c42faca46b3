"""CloudFormation of the local AWS: the properties and the resource types that stock MiniStack leaves out."""

from __future__ import annotations

from local.cloudformation import buckets, glue


def apply() -> None:
    """Finish the provisioners; PatchError where the emulator is another version."""
    buckets.apply()
    glue.apply()
