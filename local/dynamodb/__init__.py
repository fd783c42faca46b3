"""DynamoDB of the local AWS: a table tells the throughput that it is warm for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack.services import dynamodb

from local.patching import patch

ON_DEMAND = {"ReadUnitsPerSecond": 12_000, "WriteUnitsPerSecond": 4_000}
"""Of a new table on demand; stock MiniStack says 0, which the service model refuses."""


def _warm(original: Callable[[str], dict[str, Any]]) -> Callable[[str], dict[str, Any]]:
    def table_description(name: str) -> dict[str, Any]:
        description = original(name)
        warm = description["WarmThroughput"]
        return description | {"WarmThroughput": {**warm, **{k: v for k, v in ON_DEMAND.items() if not warm.get(k)}}}

    return table_description


def apply() -> None:
    """Tell the throughput; PatchError where the emulator is another version."""
    patch(dynamodb, "_table_description", ["name"], _warm)
