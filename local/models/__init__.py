"""Every call is checked against the service model of botocore, and every answer; AWS refuses what the model refuses."""

from __future__ import annotations

from local.models import defaults, gateway, integrations


def apply() -> None:
    """Check what clients, state machines and CloudFormation ask; the last patch, as it sees what is really sent."""
    for part in (gateway, integrations, defaults):
        part.apply()
