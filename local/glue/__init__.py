"""Glue jobs of the local AWS: real Spark, with the states, limits and errors of AWS."""

from __future__ import annotations

from local.glue import jobs, stepfunctions


def apply() -> None:
    """Replace the executor, then add its integration; PatchError where the emulator is another version."""
    jobs.apply()
    stepfunctions.apply()
