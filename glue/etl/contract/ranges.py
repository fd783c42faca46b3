"""Numbers that a column's type does not hold, at any depth of a struct or an array."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from etl.contract.finding import Finding, Place, dotted, show
from etl.contract.numbers import Number, is_held, is_number
from etl.contract.outcome import Check, Outcome
from etl.contract.phrases import fill
from etl.contract.types import Type, parse_type
from etl.documents import Phrases


def compile_range(type_: str, phrases: Phrases) -> Check | None:
    """The check of a value against a Spark SQL type; None when the type has no numbers."""
    return _check(parse_type(type_), phrases)


def _check(type_: Type, phrases: Phrases) -> Check | None:
    if isinstance(type_, str):
        return _scalar(type_, phrases)
    if isinstance(type_, list):
        item = _check(type_[0], phrases)
        return item and _each(list, lambda value: ((at, item) for at in range(len(value))))
    fields = [(name, check) for name, field in type_.items() if (check := _check(field, phrases))]
    return _each(dict, lambda value: (pair for pair in fields if pair[0] in value)) if fields else None


def _each(kind: type[Any], parts: Callable[[Any], Any]) -> Check:
    def check(value: Any, place: Place, out: Outcome) -> None:
        if type(value) is kind:
            for key, part in parts(value):
                part(value[key], (place, key), out)

    return check


def _scalar(type_: str, phrases: Phrases) -> Check | None:
    if type_ == "double":
        return _double(phrases["ranges"]["double"])
    bounds = _bounds(type_, phrases)
    if bounds is None:
        return None
    least, most, expected = bounds

    def check(value: Any, place: Place, out: Outcome) -> None:
        if is_number(value) and not least < value < most:
            out.findings.append(Finding(dotted(place), "range", expected, show(value)))

    return check


def _double(expected: str) -> Check:
    def check(value: Any, place: Place, out: Outcome) -> None:
        if is_number(value) and not is_held(value):
            out.findings.append(Finding(dotted(place), "range", expected, show(value)))

    return check


def _bounds(type_: str, phrases: Phrases) -> tuple[Number, Number, str] | None:
    """What a value lies between, both ends left out."""
    if type_ == "bigint":
        return -(2**63) - 1, 2**63, phrases["ranges"]["bigint"]
    decimal = re.fullmatch(r"decimal\((\d+),\s*(\d+)\)", type_)
    if decimal is None:
        return None
    whole = int(decimal[1]) - int(decimal[2])
    return Decimal(-(10**whole)), Decimal(10**whole), fill(phrases["ranges"]["decimal"], whole)
