"""JSON Lines: an array of objects over several lines is as unreadable as in Athena."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa

from local.athena.errors import QueryError
from local.athena.formats.layout import Layout
from local.athena.values import from_json


def read_json_lines(layout: Layout, data: bytes, name: str) -> pa.Table:
    """Objects by field name, ignoring case; an absent field is NULL. QueryError names file and line of a bad object."""
    kind = pa.struct(list(layout.schema))
    rows = []
    for number, line in enumerate(data.decode("utf-8", "replace").split("\n"), start=1):
        if line.strip():
            rows.append(_row(line, kind, f"line {number} of {name}"))
    return pa.Table.from_struct_array(pa.array(rows, kind)) if rows else layout.schema.empty_table()


def _row(line: str, kind: pa.StructType, where: str) -> Any:
    try:
        value = json.loads(line)
    except ValueError as error:
        raise QueryError("HIVE_CURSOR_ERROR", f"Row is not a valid JSON Object, {where}: {error}") from error
    if not isinstance(value, dict):
        raise QueryError("HIVE_CURSOR_ERROR", f"Row is not a valid JSON Object, {where}: it must begin with '{{'")
    try:
        return from_json(value, kind)
    except (ValueError, ArithmeticError) as error:
        raise QueryError("HIVE_BAD_DATA", f"Error parsing a field value of {where}: {error}") from error
