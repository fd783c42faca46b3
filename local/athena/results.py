"""A DuckDB result as Athena returns it: Athena's type names, and every value as Athena's text."""

from __future__ import annotations

import datetime
import decimal
import math
import re
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_TYPES: dict[str, tuple[str, int, int]] = {
    "boolean": ("boolean", 0, 0),
    "tinyint": ("tinyint", 3, 0),
    "smallint": ("smallint", 5, 0),
    "integer": ("integer", 10, 0),
    "bigint": ("bigint", 19, 0),
    "hugeint": ("bigint", 19, 0),
    "utinyint": ("smallint", 5, 0),
    "usmallint": ("integer", 10, 0),
    "uinteger": ("bigint", 19, 0),
    "ubigint": ("bigint", 19, 0),
    "float": ("float", 17, 0),
    "double": ("double", 17, 0),
    "date": ("date", 0, 0),
    "time": ("time", 3, 0),
    "timestamp": ("timestamp", 3, 0),
    "timestamp_s": ("timestamp", 3, 0),
    "timestamp_ms": ("timestamp", 3, 0),
    "timestamp_ns": ("timestamp", 3, 0),
    "timestamp with time zone": ("timestamp with time zone", 3, 0),
    "interval": ("interval day to second", 0, 0),
    "blob": ("varbinary", 1073741824, 0),
    "list": ("array", 0, 0),
    "array": ("array", 0, 0),
    "struct": ("row", 0, 0),
    "map": ("map", 0, 0),
    "null": ("unknown", 0, 0),
}
"""DuckDB's type id -> Athena's type name, precision and scale. HUGEINT is the type of DuckDB's sum of BIGINT."""

_VARCHAR = ("varchar", 2147483647, 0)


@dataclass(frozen=True)
class Column:
    """One output column, as GetQueryResults' ColumnInfo describes it."""

    name: str
    type: str = "varchar"
    precision: int = 2147483647
    scale: int = 0


@dataclass(frozen=True)
class Result:
    """Columns and rows of text; None is NULL. `header`: the first page repeats the names, as a query's does."""

    columns: list[Column]
    rows: list[list[str | None]]
    header: bool = True


def column_of(name: str, kind: Any) -> Column:
    """The Athena column of a DuckDB result column; `kind` is its DuckDBPyType."""
    if kind.id == "decimal":
        parts = dict(kind.children)
        return Column(name, "decimal", parts["precision"], parts["scale"])
    if str(kind) == "JSON":
        return Column(name, "json", 0, 0)
    return Column(name, *_TYPES.get(kind.id, _VARCHAR))


def texts(values: list[Any], kind: Any, decimals: int) -> list[str | None]:
    """One column's values as text; `kind` is its DuckDBPyType, `decimals` those of its moments, if Iceberg's."""
    if "TIMESTAMP_MS" in str(kind) or "TIMESTAMP_S" in str(kind):
        decimals = 3  # a Hive timestamp, which has milliseconds
    if "FLOAT" in str(kind):
        values = [_shortest(value, kind) for value in values]
    return [None if value is None else text(value, decimals) for value in values]


def text(value: Any, decimals: int = 3) -> str:
    """One value as Athena prints it; inside arrays, maps and rows NULL is `null`."""
    if value is None:
        return "null"
    if isinstance(value, list):
        return "[" + ", ".join(text(child, decimals) for child in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key, decimals)}={text(child, decimals)}" for key, child in value.items()) + "}"
    if isinstance(value, tuple):
        return text({f"field{number}": child for number, child in enumerate(value)}, decimals)
    if isinstance(value, (datetime.datetime, datetime.time)):
        return _moment(value, decimals)
    for kind, render in _RENDER:
        if isinstance(value, kind):
            return render(value)
    return str(value)


def _key(key: Any, decimals: int) -> str:
    """The name of a field, or the key of a map entry; a row's fields without a name are counted."""
    return re.sub(r"^_(\d+)$", r"field\1", key) if isinstance(key, str) else text(key, decimals)


def _moment(value: datetime.datetime | datetime.time, decimals: int) -> str:
    zone = " UTC" if value.tzinfo else ""
    plain = value.replace(tzinfo=None)
    shown = plain.isoformat(" ", "microseconds") if isinstance(plain, datetime.datetime) else f"{plain:%H:%M:%S.%f}"
    return shown[: len(shown) - 6 + decimals] + zone


def _shortest(value: Any, kind: Any) -> Any:
    """`value` with each real, which Python holds as a double, as the double of the real's shortest text."""
    if value is None or "FLOAT" not in str(kind):
        return value
    if isinstance(value, float):
        texts = (f"{value:.{digits}g}" for digits in range(6, 10))
        return next((float(t) for t in texts if struct.pack("f", float(t)) == struct.pack("f", value)), value)
    parts = dict(kind.children)
    if isinstance(value, list):
        return [_shortest(child, parts["child"]) for child in value]
    if kind.id == "map":
        return {_shortest(key, parts["key"]): _shortest(child, parts["value"]) for key, child in value.items()}
    return {name: _shortest(child, parts[name]) for name, child in value.items()}


def _double(value: float) -> str:
    """Java's Double.toString, which Trino prints: plain from 1e-3 to 1e7, else `1.0E10`."""
    if math.isnan(value) or math.isinf(value):
        return "NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")
    if value == 0 or 1e-3 <= abs(value) < 1e7:
        return repr(value)
    sign, digits, exponent = decimal.Decimal(repr(value)).as_tuple()
    shown = "".join(map(str, digits)).rstrip("0") or "0"
    power = len(digits) - 1 + int(exponent)
    return f"{'-' if sign else ''}{shown[0]}.{shown[1:] or '0'}E{power}"


def _interval(value: datetime.timedelta) -> str:
    seconds, milliseconds = divmod(abs(value) // datetime.timedelta(milliseconds=1), 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    sign = "-" if value < datetime.timedelta() else ""
    return f"{sign}{days} {hours:02d}:{minutes:02d}:{seconds:02d}.{milliseconds:03d}"


_RENDER: list[tuple[type, Callable[[Any], str]]] = [
    (bool, lambda value: "true" if value else "false"),
    (float, _double),
    (decimal.Decimal, lambda value: format(value, "f")),
    (bytes, lambda value: value.hex(" ")),
    (datetime.timedelta, _interval),
]


def to_csv(result: Result) -> bytes:
    """The result file: every value quoted, NULL an empty unquoted field."""
    lines = [[column.name for column in result.columns]] if result.header else []
    rows: list[list[str | None]] = [*lines, *result.rows]  # type: ignore[list-item]
    return "".join(",".join(_quoted(value) for value in row) + "\n" for row in rows).encode()


def _quoted(value: str | None) -> str:
    return "" if value is None else '"' + value.replace('"', '""') + '"'
