"""Athena over Iceberg tables that PyIceberg itself wrote through the local Glue catalog and S3."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from pyiceberg.table import Table
from pyiceberg.types import LongType, StringType

from tests.local.queries import (
    make_database,
    make_hive_table,
    make_iceberg_table,
    reason_of,
    result_of,
    rows_of,
    run_query,
)

pytestmark = pytest.mark.local_aws
MIDNIGHT = datetime.datetime(2026, 3, 1, 6, tzinfo=datetime.timezone.utc)


@pytest.fixture
def database(aws: Any) -> str:
    return make_database(aws)


@pytest.fixture
def orders(aws: Any, database: str) -> Table:
    return make_iceberg_table(aws, database, pa.table({"id": [1, 2, 3], "status": ["new", "new", "paid"]}))


def name_of(table: Table) -> str:
    return str(table.name()[-1])


def test_types_and_text_are_athenas(aws: Any, database: str) -> None:
    schema = pa.schema(
        [
            ("id", pa.int64()),
            ("amount", pa.decimal128(38, 2)),
            ("at", pa.timestamp("us", "UTC")),
            ("day", pa.date32()),
            ("ok", pa.bool_()),
            ("tags", pa.list_(pa.string())),
            ("address", pa.struct([("street", pa.string()), ("number", pa.int32())])),
        ]
    )
    full = (7, Decimal("123456789012345678901234567890123456.78"), MIDNIGHT, datetime.date(2026, 3, 1), True)
    rows = [
        dict(zip(schema.names, (*full, ["x", "y"], {"street": "A", "number": 1}), strict=True)),
        dict.fromkeys(schema.names),
    ]
    table = make_iceberg_table(aws, database, pa.Table.from_pylist(rows, schema))

    result = result_of(aws, f"select * from {name_of(table)} order by id", database)

    columns = result["ResultSetMetadata"]["ColumnInfo"]
    assert [(column["Name"], column["Type"]) for column in columns] == [
        ("id", "bigint"),
        ("amount", "decimal"),
        ("at", "timestamp with time zone"),
        ("day", "date"),
        ("ok", "boolean"),
        ("tags", "array"),
        ("address", "row"),
    ]
    assert (columns[1]["Precision"], columns[1]["Scale"]) == (38, 2)
    assert [[datum.get("VarCharValue") for datum in row["Data"]] for row in result["Rows"]] == [
        schema.names,
        [
            "7",
            "123456789012345678901234567890123456.78",
            "2026-03-01 06:00:00.000000 UTC",
            "2026-03-01",
            "true",
            "[x, y]",
            "{street=A, number=1}",
        ],
        [None] * 7,
    ]
    assert result["Rows"][2]["Data"] == [{}] * 7


def test_deleted_rows_are_gone(aws: Any, database: str, orders: Table) -> None:
    orders.delete("id = 2")
    assert rows_of(aws, f"select id from {name_of(orders)} order by id", database) == [("1",), ("3",)]


def test_an_evolved_schema_reads_old_files_in_its_columns_order_and_types(
    aws: Any, database: str, orders: Table
) -> None:
    with orders.update_schema() as update:
        update.rename_column("status", "state")
        update.add_column("note", StringType())
        update.move_first("note")
    orders.append(pa.table({"note": ["late"], "id": [4], "state": ["paid"]}))
    result = result_of(aws, f"select * from {name_of(orders)} where id in (1, 4) order by id", database)
    assert [[d.get("VarCharValue") for d in row["Data"]] for row in result["Rows"]] == [
        ["note", "id", "state"],
        [None, "1", "new"],
        ["late", "4", "paid"],
    ]


def test_a_widened_column_has_its_new_type(aws: Any, database: str) -> None:
    table = make_iceberg_table(aws, database, pa.table({"n": pa.array([1], pa.int32())}))
    with table.update_schema() as update:
        update.update_column("n", LongType())
    table.append(pa.table({"n": pa.array([5_000_000_000], pa.int64())}))
    assert rows_of(aws, f"select n, typeof(n) from {name_of(table)} order by 1", database) == [
        ("1", "bigint"),
        ("5000000000", "bigint"),
    ]


def test_a_branch_is_not_read_until_main_moves(aws: Any, database: str, orders: Table) -> None:
    orders.manage_snapshots().create_branch(orders.current_snapshot().snapshot_id, "audit").commit()  # type: ignore[union-attr]
    orders.append(pa.table({"id": [9], "status": ["bad"]}), branch="audit")
    assert rows_of(aws, f"select count(*) from {name_of(orders)}", database) == [("3",)]


def test_a_tag_a_snapshot_and_a_moment_can_be_asked_for(aws: Any, database: str, orders: Table) -> None:
    first = orders.current_snapshot()
    assert first is not None
    orders.manage_snapshots().create_tag(first.snapshot_id, "2026-03-01").commit()
    orders.delete("id < 3")
    name = name_of(orders)
    moment = datetime.datetime.fromtimestamp(first.timestamp_ms / 1000, datetime.timezone.utc)
    asked = ["version as of '2026-03-01'", f"version as of {first.snapshot_id}"]
    asked.append(f"timestamp as of timestamp '{moment:%Y-%m-%d %H:%M:%S.%f} UTC'")
    for version in asked:
        assert rows_of(aws, f"select count(*) from {name} for {version}", database) == [("3",)]
    assert rows_of(aws, f"select count(*) from {name}", database) == [("1",)]


def test_an_unknown_version_is_a_failed_query(aws: Any, database: str, orders: Table) -> None:
    name = name_of(orders)
    assert reason_of(aws, f"select * from {name} for version as of 'nope'", database) == (
        f"INVALID_ARGUMENTS: Iceberg table 'awsdatacatalog.{database}.{name}' has no version for "
        "FOR VERSION AS OF 'nope'"
    )


def test_a_version_of_a_hive_table_is_a_failed_query(aws: Any, database: str) -> None:
    table = make_hive_table(aws, database, "s3://nowhere/", {"a": "string"}, "x")
    assert reason_of(aws, f"select * from {table} for version as of 1", database) == (
        "NOT_SUPPORTED: line 1:15: This connector does not support versioned tables: "
        f"'awsdatacatalog.{database}.{table}' is not an Iceberg table"
    )


def test_metadata_tables_tell_the_history(aws: Any, database: str, orders: Table) -> None:
    orders.append(pa.table({"id": [4], "status": ["new"]}))
    sql = f"select operation, summary['added-records'] from \"{name_of(orders)}$snapshots\" order by committed_at"
    assert rows_of(aws, sql, database) == [("append", "3"), ("append", "1")]
    assert rows_of(aws, f'select name, type from "{database}"."{name_of(orders)}$refs"', database) == [
        ("main", "BRANCH")
    ]


def test_a_table_without_rows_answers_no_rows(aws: Any, database: str) -> None:
    table = make_iceberg_table(aws, database, pa.table({"id": pa.array([], pa.int64())}))
    assert rows_of(aws, f"select id from {name_of(table)}", database) == []


def test_a_missing_data_file_is_a_failed_query(aws: Any, database: str, orders: Table) -> None:
    file = next(iter(orders.scan().plan_files())).file.file_path
    bucket, key = file.removeprefix("s3://").split("/", 1)
    aws.client("s3").delete_object(Bucket=bucket, Key=key)
    name = name_of(orders)
    assert reason_of(aws, f"select * from {name}", database) == (
        f"ICEBERG_CANNOT_OPEN_SPLIT: File {file} of 'awsdatacatalog.{database}.{name}' does not exist"
    )


def test_only_the_files_of_named_tables_are_read(aws: Any, database: str, orders: Table) -> None:
    make_iceberg_table(aws, database, pa.table({"id": list(range(100_000))}))
    scanned = run_query(aws, f"select count(*) from {name_of(orders)}", database)["Statistics"]["DataScannedInBytes"]
    assert 0 < scanned < 50_000
