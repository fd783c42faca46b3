"""Parquet: columns by name; a missing column is NULL, a column of another type is an error."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq

from local.athena.errors import QueryError
from local.athena.formats.layout import Layout


def read_parquet(layout: Layout, data: bytes, name: str) -> pa.Table:
    """Raises QueryError when the file is not Parquet or a column has another type."""
    try:
        file = pq.ParquetFile(pa.BufferReader(data))
    except pa.ArrowInvalid as error:
        raise QueryError("HIVE_CANNOT_OPEN_SPLIT", f"Error opening Hive split {name}: {error}") from error
    stored = {column.lower(): column for column in file.schema_arrow.names}
    rows = file.read(columns=[stored[column] for column in layout.names if column in stored])
    arrays = []
    for column, kind in zip(layout.names, layout.types, strict=True):
        if column not in stored:
            arrays.append(pa.chunked_array([pa.nulls(rows.num_rows, kind)]))
            continue
        arrays.append(_cast(rows.column(stored[column]), kind, column, name))
    return pa.table(arrays, schema=layout.schema)


def _cast(values: pa.ChunkedArray, kind: pa.DataType, column: str, name: str) -> pa.ChunkedArray:
    if pa.types.is_string(kind) and not _is_text(values.type):
        raise _mismatch(values.type, kind, column, name)
    if pa.types.is_timestamp(values.type) and pa.types.is_timestamp(kind):
        return values.cast(kind, safe=False)  # Athena's Hive timestamps have milliseconds.
    try:
        return values.cast(kind)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise _mismatch(values.type, kind, column, name) from error


def _is_text(kind: pa.DataType) -> bool:
    tests = (pa.types.is_string, pa.types.is_large_string, pa.types.is_dictionary, pa.types.is_null)
    return any(test(kind) for test in tests)


def _mismatch(found: pa.DataType, expected: pa.DataType, column: str, name: str) -> QueryError:
    return QueryError(
        "HIVE_BAD_DATA",
        f"Field {column}'s type {found} in parquet file {name} is incompatible with type {expected} "
        "defined in table schema; crawl the files again, or correct the table",
    )
