"""Rows that were expected against rows that are there, in any order, as the lines of a difference."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from etl.documents import DifferenceLine, RowDifference

Texts = tuple[str, ...]


def compare(columns: Sequence[str], expected: Sequence[Texts], found: Sequence[Texts]) -> RowDifference | None:
    """The difference of the two lists of rows, each a text for each column; None where there is none.

    A row that was expected stands before the row that is most like it.
    """
    missing = sorted((Counter(expected) - Counter(found)).elements())
    unexpected = sorted((Counter(found) - Counter(expected)).elements())
    if not missing and not unexpected:
        return None
    equal = len(expected) - len(missing)
    return {"columns": list(columns), "lines": _lines(missing, unexpected), "equal": equal}


def _lines(missing: list[Texts], unexpected: list[Texts]) -> list[DifferenceLine]:
    left, lines = list(unexpected), list[DifferenceLine]()
    for row in missing:
        lines.append({"sign": "-", "values": list(row)})
        twin = max(left, key=lambda other: _likeness(row, other), default=None)
        if twin is not None and _likeness(row, twin):
            left.remove(twin)
            lines.append({"sign": "+", "values": list(twin)})
    return [*lines, *[_found(row) for row in left]]


def _found(row: Texts) -> DifferenceLine:
    return {"sign": "+", "values": list(row)}


def _likeness(row: Texts, other: Texts) -> Any:
    """How many columns are equal; those to the left, where keys stand as a rule, decide between equals."""
    same = [one == two for one, two in zip(row, other, strict=True)]
    return (sum(same), same) if any(same) else ()
