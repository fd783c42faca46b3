"""Hive tables as Athena reads them: a partitioned table has only its registered partitions, at their locations."""

from __future__ import annotations

import bz2
import gzip
import zlib
from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from local.athena import catalog
from local.athena.caller import Caller
from local.athena.errors import QueryError
from local.athena.formats import Layout, reader_of
from local.athena.types import arrow_type
from local.athena.values import from_text

_HIVE_DEFAULT_PARTITION = "__HIVE_DEFAULT_PARTITION__"
_DECOMPRESS = {".gz": gzip.decompress, ".gzip": gzip.decompress, ".bz2": bz2.decompress}
"""The suffix decides, as in Athena: a compressed text file without its suffix is not decompressed."""


def read_hive(table: dict[str, Any], columns: frozenset[str] | None, caller: Caller) -> pa.Table:
    """The rows of a Hive table in its declared columns, then its partition keys.

    `columns` are the lower-case names that may be needed; None for all. A location without objects gives no rows.
    """
    layout = _layout(table)
    keys = [(key["Name"].lower(), arrow_type(key["Type"])) for key in table.get("PartitionKeys") or []]
    read = reader_of(table)
    schema = pa.schema([*zip(layout.names, layout.types, strict=True), *keys])
    batches = [
        _with_keys(read(layout, data, name), keys, values)
        for location, values in _locations(table, caller)
        for name, data in _files(location, caller)
    ]
    rows = pa.concat_tables(batches) if batches else schema.empty_table()
    if columns is None:
        return rows
    return rows.select([name for name in schema.names if name in columns] or schema.names[:1])


def _layout(table: dict[str, Any]) -> Layout:
    storage = table.get("StorageDescriptor") or {}
    columns = storage.get("Columns") or []
    return Layout(
        f"{table['DatabaseName']}.{table['Name']}",
        [column["Name"].lower() for column in columns],
        [arrow_type(column["Type"]) for column in columns],
        dict((storage.get("SerdeInfo") or {}).get("Parameters") or {}),
        dict(table.get("Parameters") or {}),
    )


def _locations(table: dict[str, Any], caller: Caller) -> Iterator[tuple[str, list[str]]]:
    """The folders of the rows, each with its partition values."""
    if not table.get("PartitionKeys"):
        location = (table.get("StorageDescriptor") or {}).get("Location")
        if location:
            yield location, []
        return
    for partition in catalog.partitions(table, caller):
        yield partition["StorageDescriptor"]["Location"], partition["Values"]


def _files(location: str, caller: Caller) -> Iterator[tuple[str, bytes]]:
    for name in caller.list_keys(location):
        data = caller.read(name)
        decompress = next((do for suffix, do in _DECOMPRESS.items() if name.endswith(suffix)), None)
        try:
            yield name, decompress(data) if decompress else data
        except (OSError, EOFError, ValueError, zlib.error) as error:
            raise QueryError("HIVE_CURSOR_ERROR", f"Failed to read file at {name}: {error}") from error


def _with_keys(rows: pa.Table, keys: list[tuple[str, pa.DataType]], values: list[str]) -> pa.Table:
    for (name, kind), text in zip(keys, values, strict=True):
        value = None if text == _HIVE_DEFAULT_PARTITION else from_text(text, kind)
        rows = rows.append_column(name, pa.repeat(pa.scalar(value, kind), rows.num_rows))
    return rows
