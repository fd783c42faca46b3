"""Loads that can be staged together, in one commit: small files that are read alike, of which nothing else is asked."""

from collections.abc import Iterable, Mapping
from typing import Any

from etl.documents import StagingOrder
from etl.platform.session import BYTES_PER_PARTITION

COUNTS = {"rows", "rows_checked", "rows_quarantined", "dates", "bytes", "shape"}
"""Facts that may differ between files that are read alike."""


def groups(orders: Iterable[StagingOrder]) -> list[list[StagingOrder]]:
    """The orders as they are, those that are alike and follow each other as a group, which fits one task.

    Of two batches of parts with the same newest part, the one that is staged later counts.
    """
    every: list[list[StagingOrder]] = []
    for order in orders:
        if every and _fits(order, every[-1]):
            every[-1].append(order)
        else:
            every.append([order])
    return every


def _fits(order: StagingOrder, group: list[StagingOrder]) -> bool:
    kind = _kind(order)
    if kind is None or kind != _kind(group[0]):
        return False
    together: int = sum(each["facts"]["bytes"] for each in [*group, order])
    return together <= BYTES_PER_PARTITION


def _kind(order: StagingOrder) -> dict[str, Any] | None:
    """By this the orders of a group are alike; None for an order that stays on its own."""
    facts: Mapping[str, Any] = order["facts"]
    is_sound = facts.get("rows") and facts.get("rows_checked") == facts["rows"] and not facts["rows_quarantined"]
    if order["approve"] or order["withdraw"] or not is_sound:
        return None
    return {name: value for name, value in facts.items() if name not in COUNTS}
