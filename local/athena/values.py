"""Text and JSON values to a declared type, as Hive's readers convert them."""

from __future__ import annotations

import datetime
import decimal
import json
import math
from collections.abc import Callable
from typing import Any

import pyarrow as pa

_BITS = {pa.int8(): 8, pa.int16(): 16, pa.int32(): 32, pa.int64(): 64}


def from_text(text: str, kind: pa.DataType) -> Any:
    """The value that `text` spells; None where it spells no value of that type, as in LazySimpleSerDe."""
    try:
        return _converter(kind)(text)
    except (ValueError, ArithmeticError):
        return None


def from_json(value: Any, kind: pa.DataType) -> Any:
    """A parsed JSON value as `kind`; a struct's fields are matched ignoring case, as in OpenX's serde.

    Raises ValueError where the value is of another type.
    """
    if value is None:
        return None
    if pa.types.is_struct(kind):
        given = {name.lower(): child for name, child in _expect(value, dict).items()}
        return {field.name: from_json(given.get(field.name.lower()), field.type) for field in kind}
    if pa.types.is_map(kind):
        return [
            (from_text(name, kind.key_type), from_json(child, kind.item_type))
            for name, child in _expect(value, dict).items()
        ]
    if pa.types.is_list(kind):
        return [from_json(child, kind.value_type) for child in _expect(value, list)]
    if pa.types.is_string(kind):
        return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    if pa.types.is_float64(kind) and isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    return _converter(kind)(str(value))


def _converter(kind: pa.DataType) -> Callable[[str], Any]:
    if kind in _BITS:
        return lambda text: _integer(text, _BITS[kind])
    if pa.types.is_decimal(kind):
        return lambda text: decimal.Decimal(text.strip()).quantize(
            decimal.Decimal(1).scaleb(-kind.scale), decimal.ROUND_HALF_UP, decimal.Context(prec=kind.precision)
        )
    for test, convert in _CONVERTERS:
        if test(kind):
            return convert
    raise ValueError(f"no text form of {kind}")


def _integer(text: str, bits: int) -> int:
    number = int(text.strip())
    if not -(1 << bits - 1) <= number < 1 << bits - 1:
        raise ValueError(f"{text} is out of range")
    return number


def _boolean(text: str) -> bool:
    if text.strip().lower() not in ("true", "false"):
        raise ValueError(f"{text!r} is no boolean")
    return text.strip().lower() == "true"


def _number(text: str) -> float:
    number = float(text)
    if math.isinf(number) and "inf" not in text.lower():
        raise ValueError(f"{text} is out of range")
    return number


def _timestamp(text: str) -> datetime.datetime:
    moment = datetime.datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    moment = moment.astimezone(datetime.timezone.utc).replace(tzinfo=None) if moment.tzinfo else moment
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _expect(value: Any, kind: type) -> Any:
    if not isinstance(value, kind):
        raise ValueError(f"expected {kind.__name__}, found {json.dumps(value)[:80]}")
    return value


_CONVERTERS: list[tuple[Callable[[pa.DataType], bool], Callable[[str], Any]]] = [
    (pa.types.is_string, str),
    (pa.types.is_boolean, _boolean),
    (pa.types.is_floating, _number),
    (pa.types.is_date, lambda text: datetime.date.fromisoformat(text.strip())),
    (pa.types.is_timestamp, _timestamp),
    (pa.types.is_binary, lambda text: text.encode()),
]
