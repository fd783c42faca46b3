"""Write the parquet files that standard input describes: [{"path", "codec", "rows"}], numbers and moments as texts."""

import datetime
import json
import sys
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

WIDE = pa.decimal128(38, 10)
SCHEMA = pa.schema(
    [
        ("id", pa.int64()),
        ("mark", pa.string()),
        ("text", pa.string()),
        ("amount", WIDE),
        ("ratio", pa.float64()),
        ("flag", pa.bool_()),
        ("day", pa.date32()),
        ("at", pa.timestamp("us", "UTC")),
        ("size", pa.struct([("width", WIDE), ("tag", pa.string())])),
        ("tags", pa.list_(pa.int64())),
    ]
)


def value_of(text: Any, kind: pa.DataType) -> Any:
    """The value that a text spells."""
    if text is None or pa.types.is_string(kind):
        return text
    if pa.types.is_struct(kind):
        return {field.name: value_of(text[field.name], field.type) for field in kind}
    if pa.types.is_list(kind):
        return [value_of(item, kind.value_type) for item in text]
    if pa.types.is_boolean(kind):
        return text == "true"
    if pa.types.is_date(kind):
        return datetime.date.fromisoformat(text)
    if pa.types.is_timestamp(kind):
        return datetime.datetime.fromisoformat(text)
    return Decimal(text) if pa.types.is_decimal(kind) else float(text) if pa.types.is_floating(kind) else int(text)


def as_pandas(rows: pa.Table) -> pa.Table:
    """Pandas' own texts and its note of the index, beside the columns."""
    fields = [field.with_type(pa.large_string()) if field.type == pa.string() else field for field in rows.schema]
    index = {"kind": "range", "name": None, "start": 0, "stop": rows.num_rows, "step": 1}
    note = {"index_columns": [index], "column_indexes": [], "columns": [], "pandas_version": "2.2.3"}
    return rows.cast(pa.schema(fields)).replace_schema_metadata({"pandas": json.dumps(note)})


for file in json.load(sys.stdin):
    rows = [{field.name: value_of(row[field.name], field.type) for field in SCHEMA} for row in file["rows"]]
    table = pa.Table.from_pylist(rows, SCHEMA)
    if file["codec"] == "pandas":
        pq.write_table(as_pandas(table), file["path"], compression="snappy")
    else:
        pq.write_table(table, file["path"], compression=file["codec"])
