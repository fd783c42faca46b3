"""IAM of the local AWS: the trust policy and the permissions of every role are checked before it acts."""

from __future__ import annotations

from local.iam import athena, dependent_actions, distributed_map, glue, lambda_, sessions, stepfunctions, transport


def apply() -> None:
    """Check every principal; PatchError where the emulator is another version."""
    for part in (lambda_, glue, athena, dependent_actions, transport, stepfunctions, distributed_map, sessions):
        part.apply()
