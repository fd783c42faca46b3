"""IAM of the local AWS: every role that acts is asked first, with its trust policy and with all that AWS asks for."""

from __future__ import annotations

from local.iam import besides, distributed_map, glue, lambda_, stepfunctions, transport


def apply() -> None:
    """Ask every principal; PatchError where the emulator is another version."""
    for part in (lambda_, glue, besides, transport, stepfunctions, distributed_map):
        part.apply()
