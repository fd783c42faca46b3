"""Values as a person writes them in a test, as Spark has them, and as a difference shows them."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from pyspark.sql.types import (
    ArrayType,
    BooleanType,
    DataType,
    DateType,
    DecimalType,
    DoubleType,
    FloatType,
    IntegralType,
    MapType,
    StringType,
    StructType,
    TimestampType,
)


def parse(value: Any, type_: DataType) -> Any:
    """The written value as Spark has it in a column of that type. Raises ValueError with what was expected."""
    if value is None:
        return None
    if isinstance(type_, StructType):
        return _struct(value, type_)
    if isinstance(type_, ArrayType):
        return [parse(each, type_.elementType) for each in _of(list, value, "a list")]
    if isinstance(type_, MapType):
        return {key: parse(each, type_.valueType) for key, each in _of(dict, value, "an object").items()}
    for kinds, read in SCALARS:
        if isinstance(type_, kinds):
            return read(value)
    raise ValueError(f"no value, as nobody can write one of type {type_.simpleString()}")


def _struct(value: Any, type_: StructType) -> dict[str, Any]:
    given = _of(dict, value, "an object")
    unknown = sorted(set(given) - set(type_.names))
    if unknown:
        raise ValueError(f"an object with the fields {', '.join(type_.names)}")
    return {field.name: parse(given.get(field.name), field.dataType) for field in type_}


def _of(kind: type, value: Any, expected: str) -> Any:
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise ValueError(expected)
    return value


def _text(value: Any) -> str:
    return str(_of(str, value, "a text: put it between quotes"))


def _integer(value: Any) -> int:
    number = _decimal(value)
    if number != int(number):
        raise ValueError("a whole number")
    return int(number)


def _decimal(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("a number")
    try:
        return Decimal(str(value))
    except InvalidOperation as error:
        raise ValueError("a number") from error


def _date(value: Any) -> date:
    day: date = _moment(value, date.fromisoformat, "a date, YYYY-MM-DD")
    return day


def _timestamp(value: Any) -> datetime:
    moment: datetime = _moment(value, datetime.fromisoformat, "a time such as 2026-03-01T06:00:00Z")
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _moment(value: Any, read: Callable[[str], Any], expected: str) -> Any:
    try:
        return read(_of(str, value, expected).replace("Z", "+00:00"))
    except ValueError as error:
        raise ValueError(expected) from error


SCALARS: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (StringType, _text),
    (BooleanType, lambda value: _of(bool, value, "true or false")),
    (IntegralType, _integer),
    (DecimalType, _decimal),
    ((FloatType, DoubleType), lambda value: float(_decimal(value))),
    (DateType, _date),
    (TimestampType, _timestamp),
)


def show(value: Any) -> str:
    """A value as a difference shows it: equal values have equal texts."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.isoformat() + "Z"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, dict | list | tuple):
        return json.dumps(_plain(value), ensure_ascii=False)
    return str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple) and hasattr(value, "asDict"):
        return {name: _plain(each) for name, each in value.asDict().items()}
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value if isinstance(value, int | float | bool | str | None) else show(value)
