"""Faults that a test plans at `/_sluice/faults`: AWS is busy, slow, or ends what runs. Without them, all is as ever."""

from __future__ import annotations

from local.faults import http, tasks


def apply() -> None:
    """Stand in front of every service; the last patch, as a fault is none of the services' own answers."""
    for part in (http, tasks):
        part.apply()
