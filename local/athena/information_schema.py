"""`information_schema`: the catalog's tables and columns as rows."""

from __future__ import annotations

import pyarrow as pa
from ministack.services import glue

from local.athena import catalog
from local.athena.caller import Caller
from local.athena.errors import TableNotFoundError
from local.athena.statement import CATALOG, Reference

SCHEMA = "information_schema"
_TABLES = ["table_catalog", "table_schema", "table_name", "table_type"]
_COLUMNS = [*_TABLES[:3], "column_name", "ordinal_position", "data_type"]


def read_information_schema(reference: Reference, caller: Caller) -> pa.Table:
    """`tables` or `columns` (types as the Glue catalog spells them) of every database."""
    caller.require_glue("GetTables", "*")
    tables = list(glue._tables.values())
    if reference.table == "tables":
        kinds = ["VIEW" if catalog.is_view(table) else "BASE TABLE" for table in tables]
        return _rows(_TABLES, [(CATALOG, t["DatabaseName"], t["Name"], k) for t, k in zip(tables, kinds, strict=True)])
    if reference.table == "columns":
        return _rows(_COLUMNS, [row for table in tables for row in _columns(table)])
    raise TableNotFoundError(reference.line, reference.column, reference.qualified)


def _columns(table: dict) -> list[tuple]:  # type: ignore[type-arg]
    columns = [*((table.get("StorageDescriptor") or {}).get("Columns") or []), *(table.get("PartitionKeys") or [])]
    return [
        (CATALOG, table["DatabaseName"], table["Name"], column["Name"], number, column["Type"])
        for number, column in enumerate(columns, start=1)
    ]


def _rows(names: list[str], rows: list[tuple]) -> pa.Table:  # type: ignore[type-arg]
    types = [pa.int64() if name == "ordinal_position" else pa.string() for name in names]
    return pa.table([pa.array([row[i] for row in rows], types[i]) for i in range(len(names))], names=names)
