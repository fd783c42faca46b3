"""Equality of JSON values: 1 is 1.0, but true is not 1."""

from collections.abc import Hashable
from typing import Any

from etl.contract.numbers import exact


def frozen(value: Any) -> Hashable:
    """A hashable that equals another one exactly where the JSON values are equal."""
    if isinstance(value, bool):
        return ("bool", value)
    if isinstance(value, float):
        return exact(value)
    if isinstance(value, list):
        return ("array", tuple(map(frozen, value)))
    if isinstance(value, dict):
        return ("object", frozenset((name, frozen(member)) for name, member in value.items()))
    return value  # type: ignore[no-any-return]
