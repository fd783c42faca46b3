"""The file formats of Hive tables, one module each, chosen by the serde and not by the file name, as Athena does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa

from local.athena.errors import QueryError
from local.athena.formats import json_lines, parquet, text
from local.athena.formats.layout import Layout

Reader = Callable[[Layout, bytes, str], pa.Table]
"""Layout, content of one decompressed file, its URI for messages -> rows in the layout's columns."""

_READERS: dict[str, Reader] = {
    "org.apache.hadoop.hive.serde2.OpenCSVSerde": text.read_open_csv,
    "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe": text.read_lazy_simple,
    "org.openx.data.jsonserde.JsonSerDe": json_lines.read_json_lines,
    "org.apache.hive.hcatalog.data.JsonSerDe": json_lines.read_json_lines,
    "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe": parquet.read_parquet,
}

__all__ = ["Layout", "reader_of"]


def reader_of(table: dict[str, Any]) -> Reader:
    """The reader for a table's serde. Raises QueryError where Athena (XML) or the local Athena has no reader."""
    serde = ((table.get("StorageDescriptor") or {}).get("SerdeInfo") or {}).get("SerializationLibrary") or ""
    name = f"{table['DatabaseName']}.{table['Name']}"
    if serde in _READERS:
        return _READERS[serde]
    if (table.get("Parameters") or {}).get("classification") == "xml":
        raise QueryError(
            "HIVE_UNSUPPORTED_FORMAT",
            f"Unable to create input format: Athena cannot read XML, which table '{name}' holds; "
            "query its staging table instead",
        )
    raise QueryError(
        "HIVE_UNSUPPORTED_FORMAT", f"Table '{name}' has the serde {serde!r}, expected one of {', '.join(_READERS)}"
    )
