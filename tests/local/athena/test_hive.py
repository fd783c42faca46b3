"""Athena over Hive tables: what the catalog registers is what a query sees, in the format the serde names."""

from __future__ import annotations

import bz2
import gzip
import io
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.local.queries import (
    JSON_SERDE,
    LAZY_SIMPLE,
    OPEN_CSV,
    PARQUET,
    make_bucket,
    make_database,
    make_hive_table,
    put,
    reason_of,
    register,
    rows_of,
)

pytestmark = pytest.mark.local_aws


@pytest.fixture
def database(aws: Any) -> str:
    return make_database(aws)


@pytest.fixture
def folder(aws: Any) -> str:
    return f"s3://{make_bucket(aws)}/shop/orders/"


def test_a_folder_that_is_not_registered_is_invisible(aws: Any, database: str, folder: str) -> None:
    for day in ("2026-03-01", "2026-03-02", "2026-03-03"):
        put(aws, f"{folder}dt={day}/o.jsonl", f'{{"id": "{day}"}}\n')
    table = make_hive_table(aws, database, folder, {"id": "string"}, JSON_SERDE, keys={"dt": "date"})
    register(aws, database, table, f"{folder}dt=2026-03-01/", "2026-03-01")
    register(aws, database, table, f"{folder}dt=2026-03-03/", "2026-03-03")
    assert rows_of(aws, f"select id, dt from {table} order by dt", database) == [
        ("2026-03-01", "2026-03-01"),
        ("2026-03-03", "2026-03-03"),
    ]


def test_a_partition_is_read_where_it_is_registered(aws: Any, database: str, folder: str) -> None:
    put(aws, f"{folder}dt=1/o.jsonl", '{"id": "old place"}')
    put(aws, f"{folder}elsewhere/o.jsonl", '{"id": "registered place"}')
    table = make_hive_table(aws, database, folder, {"id": "string"}, JSON_SERDE, keys={"dt": "int"})
    register(aws, database, table, f"{folder}elsewhere", "1")
    assert rows_of(aws, f"select id, dt from {table}", database) == [("registered place", "1")]


def test_a_partitioned_table_without_partitions_is_empty(aws: Any, database: str, folder: str) -> None:
    put(aws, f"{folder}dt=1/o.jsonl", '{"id": "x"}')
    table = make_hive_table(aws, database, folder, {"id": "string"}, JSON_SERDE, keys={"dt": "string"})
    assert rows_of(aws, f"select * from {table}", database) == []


def test_an_unpartitioned_table_is_every_visible_object_below_its_location(
    aws: Any, database: str, folder: str
) -> None:
    for name in ("a.jsonl", "deep/er/b.jsonl", "_SUCCESS", ".hidden", "_tmp/c.jsonl"):
        put(aws, f"{folder}{name}", f'{{"id": "{name}"}}')
    put(aws, f"{folder.removesuffix('/')}-backup/d.jsonl", '{"id": "sibling"}')
    table = make_hive_table(aws, database, folder.removesuffix("/"), {"id": "string"}, JSON_SERDE)
    assert rows_of(aws, f"select id from {table} order by id", database) == [("a.jsonl",), ("deep/er/b.jsonl",)]


def test_quoted_csv_is_read_without_its_header_from_any_compression(aws: Any, database: str, folder: str) -> None:
    text = b'id,name\n1,"A, ""B"""\n'
    put(aws, f"{folder}a.csv", text)
    put(aws, f"{folder}b.csv.gz", gzip.compress(text.replace(b"1,", b"2,")))
    put(aws, f"{folder}c.csv.bz2", bz2.compress(text.replace(b"1,", b"3,")))
    columns, skip = {"id": "bigint", "name": "string"}, {"skip.header.line.count": "1"}
    serde = {"separatorChar": ",", "quoteChar": '"', "escapeChar": '"'}
    table = make_hive_table(aws, database, folder, columns, OPEN_CSV, serde, parameters=skip)
    assert rows_of(aws, f"select * from {table} order by id", database) == [
        ("1", 'A, "B"'),
        ("2", 'A, "B"'),
        ("3", 'A, "B"'),
    ]


def test_a_quoted_csv_value_of_another_type_is_a_failed_query(aws: Any, database: str, folder: str) -> None:
    put(aws, f"{folder}a.csv", '"x"\n')
    table = make_hive_table(aws, database, folder, {"id": "bigint"}, OPEN_CSV)
    assert reason_of(aws, f"select * from {table}", database) == (
        f"HIVE_BAD_DATA: Error parsing field value 'x' for field id of {folder}a.csv: not a int64"
    )


def test_plain_text_keeps_quotes_and_reads_what_is_no_number_as_null(aws: Any, database: str, folder: str) -> None:
    put(aws, f"{folder}a.txt", '1|"a"|2026-03-01 06:00:00\nx|\\N|\n3\n')
    columns = {"id": "int", "name": "string", "at": "timestamp"}
    table = make_hive_table(aws, database, folder, columns, LAZY_SIMPLE, {"field.delim": "|"})
    assert rows_of(aws, f"select * from {table}", database) == [
        ("1", '"a"', "2026-03-01 06:00:00.000"),
        (None, None, None),
        ("3", None, None),
    ]


def test_json_fields_are_matched_by_name_in_any_case_and_nested(aws: Any, database: str, folder: str) -> None:
    put(aws, f"{folder}a.jsonl", '{"Lines":[{"SKU":"a","n":1}],"ID":1,"more":true}\n\n{"id":null}\n')
    columns = {"id": "bigint", "lines": "array<struct<sku:string,n:int>>"}
    table = make_hive_table(aws, database, folder, columns, JSON_SERDE)
    assert rows_of(aws, f"select id, lines, lines[1].sku from {table}", database) == [
        ("1", "[{sku=a, n=1}]", "a"),
        (None, None, None),
    ]


def test_a_line_that_is_no_json_is_a_failed_query(aws: Any, database: str, folder: str) -> None:
    put(aws, f"{folder}a.json", '[{"id": 1},\n {"id": 2}]')
    table = make_hive_table(aws, database, folder, {"id": "bigint"}, JSON_SERDE)
    assert reason_of(aws, f"select * from {table}", database).startswith(
        f"HIVE_CURSOR_ERROR: Row is not a valid JSON Object, line 1 of {folder}a.json: "
    )


def test_parquet_columns_are_matched_by_name_and_a_missing_one_is_null(aws: Any, database: str, folder: str) -> None:
    for name, rows in (("a", {"B": [1, 2], "a": ["x", "y"]}), ("b", {"a": ["z"]})):
        buffer = io.BytesIO()
        pq.write_table(pa.table(rows), buffer)
        put(aws, f"{folder}{name}.parquet", buffer.getvalue())
    table = make_hive_table(aws, database, folder, {"a": "string", "b": "bigint"}, PARQUET)
    assert rows_of(aws, f"select * from {table} order by a", database) == [("x", "1"), ("y", "2"), ("z", None)]


def test_a_parquet_column_of_another_type_is_a_failed_query(aws: Any, database: str, folder: str) -> None:
    buffer = io.BytesIO()
    pq.write_table(pa.table({"a": [1]}), buffer)
    put(aws, f"{folder}a.parquet", buffer.getvalue())
    table = make_hive_table(aws, database, folder, {"a": "string"}, PARQUET)
    assert reason_of(aws, f"select * from {table}", database) == (
        f"HIVE_BAD_DATA: Field a's type int64 in parquet file {folder}a.parquet is incompatible with type string "
        "defined in table schema; crawl the files again, or correct the table"
    )


def test_a_truncated_gzip_is_a_failed_query(aws: Any, database: str, folder: str) -> None:
    put(aws, f"{folder}a.jsonl.gz", gzip.compress(b'{"id": 1}\n' * 1000)[:-20])
    table = make_hive_table(aws, database, folder, {"id": "bigint"}, JSON_SERDE)
    assert reason_of(aws, f"select count(*) from {table}", database).startswith(
        f"HIVE_CURSOR_ERROR: Failed to read file at {folder}a.jsonl.gz: "
    )


def test_xml_is_not_readable(aws: Any, database: str, folder: str) -> None:
    table = make_hive_table(aws, database, folder, {"a": "string"}, "", parameters={"classification": "xml"})
    assert reason_of(aws, f"select * from {table}", database) == (
        "HIVE_UNSUPPORTED_FORMAT: Unable to create input format: Athena cannot read XML, which table "
        f"'{database}.{table}' holds; query its staging table instead"
    )
