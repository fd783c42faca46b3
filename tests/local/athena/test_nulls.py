"""A null list, map or row is null, and an empty one is not, at any depth."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.local.queries import make_bucket, make_database, make_iceberg_table, put, rows_of

pytestmark = pytest.mark.local_aws
ROW = pa.struct([("a", pa.int64())])
KINDS = {
    "texts": (pa.list_(pa.string()), ["x"], "[x]"),
    "rows": (pa.list_(ROW), [{"a": 1}, None], "[{a=1}, null]"),
    "lists": (pa.list_(pa.list_(ROW)), [[{"a": 1}], [], None], "[[{a=1}], [], null]"),
    "map": (pa.map_(pa.string(), pa.int64()), [("k", 1)], "{k=1}"),
    "map_of_rows": (pa.map_(pa.string(), ROW), [("k", {"a": 1})], "{k={a=1}}"),
    "map_of_lists": (pa.map_(pa.string(), pa.list_(ROW)), [("k", None), ("l", [])], "{k=null, l=[]}"),
    "nested": (pa.struct([("parts", pa.list_(ROW))]), {"parts": [{"a": 2}]}, "{parts=[{a=2}]}"),
}


def written(aws: Any, database: str, rows: pa.Table) -> str:
    """The name of a table with `rows`, which arrow wrote: PyIceberg's writer loses nulls, as its reader does."""
    table = make_iceberg_table(aws, database, rows.schema.empty_table())
    file, place = pa.BufferOutputStream(), f"s3://{make_bucket(aws)}/a.parquet"
    pq.write_table(rows, file)
    put(aws, place, file.getvalue().to_pybytes())
    table.add_files([place])
    return str(table.name()[-1])


@pytest.mark.parametrize("kind", KINDS)
def test_null_is_told_from_empty(aws: Any, kind: str) -> None:
    type_, value, shown = KINDS[kind]
    empty: Any = {"parts": []} if kind == "nested" else []
    database = make_database(aws)
    column = pa.array([value, None, empty, None, value], type_)
    name = written(aws, database, pa.table({"id": [1, 2, 3, 4, 5], "c": column}))
    nothing = {"nested": "{parts=[]}"}.get(kind, "{}" if kind.startswith("map") else "[]")

    sql = f"select c, c is null from {name} order by id"

    assert rows_of(aws, sql, database) == [
        (shown, "false"),
        (None, "true"),
        (nothing, "false"),
        (None, "true"),
        (shown, "false"),
    ]


def test_a_null_list_inside_a_row_is_null(aws: Any) -> None:
    database, type_ = make_database(aws), pa.struct([("parts", pa.list_(ROW)), ("tags", pa.list_(pa.string()))])
    boxes = [{"parts": None, "tags": None}, {"parts": [], "tags": []}, None]
    rows = pa.table({"id": [1, 2, 3], "box": pa.array(boxes, type_)})
    name = written(aws, database, rows)
    sql = f"select box.parts is null, box.tags is null, cardinality(box.parts) from {name} order by id"
    assert rows_of(aws, sql, database) == [("true", "true", None), ("false", "false", "0"), ("true", "true", None)]
