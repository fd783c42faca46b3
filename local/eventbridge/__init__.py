"""EventBridge of the local AWS: the rule's role is checked, and undeliverable events reach the DLQ."""

from __future__ import annotations

from local.eventbridge import delivery


def apply() -> None:
    """Mend the delivery of rules; PatchError where the emulator is another version."""
    delivery.apply()
