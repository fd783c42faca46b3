"""Glue jobs of the local AWS: real Spark, with the states, limits and errors of AWS."""

from __future__ import annotations

from local.glue import jobs, stepfunctions, throttle


def apply() -> None:
    """Replace the executor, limit its starts, add its integration; PatchError where the emulator is another version."""
    jobs.apply()
    throttle.apply()
    stepfunctions.apply()
