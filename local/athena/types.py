"""Hive's type strings, as the Glue catalog holds them, to Arrow types and back."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyarrow as pa

from local.athena.errors import QueryError

_SIMPLE = {
    "string": pa.string(),
    "char": pa.string(),
    "varchar": pa.string(),
    "boolean": pa.bool_(),
    "tinyint": pa.int8(),
    "smallint": pa.int16(),
    "int": pa.int32(),
    "integer": pa.int32(),
    "bigint": pa.int64(),
    "float": pa.float32(),
    "real": pa.float32(),
    "double": pa.float64(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("ms"),
    "binary": pa.binary(),
    "varbinary": pa.binary(),
}

_TOKEN = re.compile(r"\s*([<>(),:]|[^<>(),:\s]+)")


def arrow_type(hive: str) -> pa.DataType:
    """The Arrow type of a Hive type such as `array<struct<a:int,b:decimal(10,2)>>`; QueryError for any other text."""
    tokens = iter(_TOKEN.findall(hive))
    parsed, rest = _parse(next(tokens, ""), tokens, hive)
    if rest is not None:
        raise _unknown(hive)
    return parsed


def _parse(name: str, tokens: Iterator[str], whole: str) -> tuple[pa.DataType, str | None]:
    """One type, and the token after it (None at the end)."""
    kind, after = name.lower(), next(tokens, None)
    if after == "(":
        numbers = [part for part in iter(lambda: next(tokens, ")"), ")") if part != ","]
        if kind == "decimal":
            return pa.decimal128(int(numbers[0]), int(numbers[1]) if len(numbers) > 1 else 0), next(tokens, None)
        return _simple(kind, whole), next(tokens, None)
    if after != "<":
        return (pa.decimal128(10, 0) if kind == "decimal" else _simple(kind, whole)), after
    if kind == "array":
        element, _ = _parse(next(tokens, ""), tokens, whole)
        return pa.list_(element), next(tokens, None)
    if kind == "map":
        key, _ = _parse(next(tokens, ""), tokens, whole)
        value, _ = _parse(next(tokens, ""), tokens, whole)
        return pa.map_(key, value), next(tokens, None)
    if kind == "struct":
        return pa.struct(_fields(tokens, whole)), next(tokens, None)
    raise _unknown(whole)


def _fields(tokens: Iterator[str], whole: str) -> list[pa.Field]:
    fields, separator = [], ","
    while separator == ",":
        name = next(tokens, "")
        if next(tokens, None) != ":":
            raise _unknown(whole)
        parsed, end = _parse(next(tokens, ""), tokens, whole)
        fields.append(pa.field(name, parsed))
        separator = end or ""
    return fields


def _simple(kind: str, whole: str) -> pa.DataType:
    if kind not in _SIMPLE:
        raise _unknown(whole)
    return _SIMPLE[kind]


def _unknown(hive: str) -> QueryError:
    return QueryError("HIVE_INVALID_METADATA", f"Glue table has the column type {hive!r}, which Athena does not know")
