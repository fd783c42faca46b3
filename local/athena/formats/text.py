"""Delimited text: one row a line, so a quoted newline ends the row, as in Athena."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from typing import Any

import pyarrow as pa

from local.athena.errors import QueryError
from local.athena.formats.layout import Layout
from local.athena.values import from_text

_ESCAPES = {"\\t": "\t", "\\001": "\x01", "1": "\x01"}


def read_open_csv(layout: Layout, data: bytes, name: str) -> pa.Table:
    """OpenCSVSerde: quoted fields. Only an empty string is not NULL; a value of another type is an error."""
    delimiter, quote = layout.serde.get("separatorChar", ","), layout.serde.get("quoteChar", '"')
    escape = layout.serde.get("escapeChar", "\\")
    options = {"delimiter": delimiter, "quotechar": quote, "escapechar": None if escape == quote else escape}
    rows = (next(csv.reader([line], **options), []) for line in _lines(layout, data))  # type: ignore[arg-type]

    def convert(text: str, kind: pa.DataType, column: str) -> Any:
        value = from_text(text, kind)
        if value is None and text.strip():
            raise QueryError(
                "HIVE_BAD_DATA", f"Error parsing field value {text!r} for field {column} of {name}: not a {kind}"
            )
        return value

    return _table(layout, rows, convert)


def read_lazy_simple(layout: Layout, data: bytes, _name: str) -> pa.Table:
    r"""LazySimpleSerDe: no quotes; `\N` is NULL, and so is a text that does not spell the column's type."""
    delimiter = layout.serde.get("field.delim") or layout.serde.get("serialization.format") or "\x01"
    null = layout.serde.get("serialization.null.format", "\\N")
    rows = (line.split(_ESCAPES.get(delimiter, delimiter)) for line in _lines(layout, data))
    return _table(layout, rows, lambda text, kind, _column: None if text == null else from_text(text, kind))


def _lines(layout: Layout, data: bytes) -> list[str]:
    lines = data.decode("utf-8", "replace").split("\n")
    lines = lines[:-1] if lines[-1] == "" else lines
    return [line.removesuffix("\r") for line in lines[layout.header_lines :]]


def _table(layout: Layout, rows: Iterable[list[str]], convert: Callable[[str, pa.DataType, str], Any]) -> pa.Table:
    """Fields by position: a missing field is NULL, a surplus field is dropped."""
    columns: list[list[Any]] = [[] for _ in layout.names]
    for row in rows:
        for index, values in enumerate(columns):
            values.append(convert(row[index], layout.types[index], layout.names[index]) if index < len(row) else None)
    return pa.table(
        [pa.array(values, kind) for values, kind in zip(columns, layout.types, strict=True)], schema=layout.schema
    )
