"""Iceberg tables as Athena reads them: main's current metadata, a version of it, or a metadata table."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from typing import Any

import duckdb
import pyarrow as pa
from pyiceberg.catalog.noop import NoopCatalog
from pyiceberg.io import FileIO, InputFile, OutputFile
from pyiceberg.serializers import FromInputFile
from pyiceberg.table import StaticTable, Table
from sqlglot import exp
from sqlglot.dialects.athena import Athena

from local.athena.caller import Caller
from local.athena.errors import QueryError
from local.athena.statement import Reference
from local.patching import patch

_METADATA_TABLES: dict[str, Callable[[Table], pa.Table]] = {
    "snapshots": lambda table: table.inspect.snapshots(),
    "history": lambda table: table.inspect.history(),
    "refs": lambda table: table.inspect.refs(),
    "partitions": lambda table: table.inspect.partitions(),
    "files": lambda table: table.inspect.files(),
    "manifests": lambda table: table.inspect.manifests(),
}


def read_iceberg(
    glue_table: dict[str, Any], reference: Reference, columns: frozenset[str] | None, caller: Caller
) -> pa.Table:
    """The rows of an Iceberg table, deletes applied, in the columns of its current schema.

    A query of a version has the version's schema. `columns` are the lower-case names that may be needed; None for all.
    """
    location = (glue_table.get("Parameters") or {}).get("metadata_location")
    if not location:
        raise QueryError("ICEBERG_INVALID_METADATA", f"Table '{reference.qualified}' has no metadata_location")
    table = _load(location, reference, caller)
    try:
        if reference.metadata is not None:
            return _METADATA_TABLES[reference.metadata](table)
        return _scan(table, _snapshot(table, reference), columns)
    except FileNotFoundError as error:
        raise QueryError(
            "ICEBERG_CANNOT_OPEN_SPLIT", f"File {error} of '{reference.qualified}' does not exist"
        ) from error


_mending = threading.Lock()


@functools.cache
def _mend_projection() -> None:
    """Keep null lists and maps: PyIceberg rebuilds them from offsets, in which null and empty are the same.

    The first read imports the module, which takes as long as the rest of the local AWS.
    """
    from pyiceberg.io.pyarrow import ArrowProjectionVisitor as Visitor

    patch(Visitor, "list", ["self", "list_type", "list_array", "value_array"], _keeping_nulls)
    patch(Visitor, "map", ["self", "map_type", "map_array", "key_result", "value_result"], _keeping_nulls)


def _keeping_nulls(original: Callable[..., pa.Array | None]) -> Callable[..., pa.Array | None]:
    def projected(visitor: Any, type_: Any, values: pa.Array | None, *parts: pa.Array | None) -> pa.Array | None:
        import pyarrow.compute as pc

        made = original(visitor, type_, values, *parts)
        if made is None or values is None or values.null_count == 0:
            return made
        return pc.if_else(values.is_null(), pa.scalar(None, made.type), made)

    return projected


def _load(location: str, reference: Reference, caller: Caller) -> Table:
    if reference.metadata is not None and reference.metadata not in _METADATA_TABLES:
        raise QueryError(
            "NOT_SUPPORTED",
            f"line {reference.line}:{reference.column}: metadata table "
            f"'${reference.metadata}' is not supported, use one of {', '.join(sorted(_METADATA_TABLES))}",
        )
    io = _CallerIO(caller)
    try:
        metadata = FromInputFile.table_metadata(io.new_input(location))
    except FileNotFoundError as error:
        raise QueryError("ICEBERG_INVALID_METADATA", f"Metadata file {location} does not exist") from error
    return StaticTable((reference.database, reference.table), metadata, location, io, NoopCatalog("athena"))


def _snapshot(table: Table, reference: Reference) -> int | None:
    """The snapshot of FOR VERSION or FOR TIMESTAMP AS OF; None for main's current snapshot."""
    if reference.version is None:
        return None
    wanted = reference.version.args["expression"]
    if str(reference.version.this).upper() == "TIMESTAMP":
        snapshot = table.snapshot_as_of_timestamp(_milliseconds(wanted))
    elif isinstance(wanted, exp.Literal) and wanted.is_string:
        snapshot = table.snapshot_by_name(wanted.name)
    else:
        snapshot = table.snapshot_by_id(int(wanted.name)) if wanted.name.isdigit() else None
    if snapshot is None:
        raise QueryError(
            "INVALID_ARGUMENTS",
            f"Iceberg table '{reference.qualified}' has no version for {reference.version.sql(dialect=Athena)}",
        )
    return snapshot.snapshot_id


def _milliseconds(moment: exp.Expression) -> int:
    row = duckdb.connect(":memory:").execute(f"SELECT epoch_ms(({moment.sql(dialect='duckdb')})::TIMESTAMPTZ)")
    return int(row.fetchall()[0][0])


def _scan(table: Table, snapshot_id: int | None, columns: frozenset[str] | None) -> pa.Table:
    scan = table.scan(snapshot_id=snapshot_id)
    names = [field.name for field in scan.projection().fields]
    if columns is not None:
        # At least one column is read: a count needs the rows, though none of their values.
        scan = scan.select(*([name for name in names if name.lower() in columns] or names[:1]))
    with _mending:
        _mend_projection()
    rows = scan.to_arrow()
    return rows.rename_columns([name.lower() for name in rows.column_names])


class _CallerIO(FileIO):
    """Reads as the caller of the query; writes nothing."""

    def __init__(self, caller: Caller) -> None:
        super().__init__({})
        self._caller = caller

    def new_input(self, location: str) -> InputFile:
        return _CallerFile(location, self._caller)

    def new_output(self, location: str) -> OutputFile:
        raise NotImplementedError("the local Athena only reads Iceberg tables")

    def delete(self, location: str | InputFile | OutputFile) -> None:
        raise NotImplementedError("the local Athena only reads Iceberg tables")


class _CallerFile(InputFile):
    def __init__(self, location: str, caller: Caller) -> None:
        super().__init__(location)
        self._caller = caller

    @functools.cached_property
    def _data(self) -> bytes:
        return self._caller.read(self.location)

    def __len__(self) -> int:
        return len(self._data)

    def exists(self) -> bool:
        try:
            return self._data is not None
        except FileNotFoundError:
            return False

    def open(self, seekable: bool = True) -> Any:
        return pa.BufferReader(self._data)
