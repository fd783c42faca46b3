"""JSON values as the text that Spark casts to a column's type without losing a digit."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeAlias

from etl.contract.numbers import is_number
from etl.contract.types import Type, parse_type

Cell: TypeAlias = Callable[[Any], str | None]


def compile_cell(type_: str) -> Cell:
    """Compile the text of a value under a Spark SQL type; NULL where the value is of another kind (then it is bad).

    Structs and arrays are JSON whose leaves are texts, to be read as strings and cast: Spark's JSON reader would take
    numbers through a double.
    """
    parsed = parse_type(type_)
    if isinstance(parsed, str):
        return _leaf(parsed)
    shape = _shape(parsed)

    def nested(value: Any) -> str | None:
        shaped = shape(value)
        return None if shaped is None else json.dumps(shaped)

    return nested


def _shape(type_: Type) -> Callable[[Any], Any]:
    if isinstance(type_, str):
        return _leaf(type_)
    if isinstance(type_, list):
        item = _shape(type_[0])
        return lambda value: [item(each) for each in value] if isinstance(value, list) else None
    fields = [(name, _shape(field)) for name, field in type_.items()]
    return lambda value: {name: part(value.get(name)) for name, part in fields} if isinstance(value, dict) else None


def _leaf(type_: str) -> Cell:
    return _text if type_ in ("string", "date", "timestamp") else LEAVES.get(type_, _decimal)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _bigint(value: Any) -> str | None:
    return str(int(value)) if is_number(value) else None


def _decimal(value: Any) -> str | None:
    return format(value, "f") if is_number(value) and isinstance(value, int | Decimal) else None


def _double(value: Any) -> str | None:
    return str(value) if is_number(value) else None


def _boolean(value: Any) -> str | None:
    return ("true" if value else "false") if isinstance(value, bool) else None


LEAVES: dict[str, Cell] = {"bigint": _bigint, "double": _double, "boolean": _boolean}
