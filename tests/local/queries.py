"""What the tests of Athena and the crawlers are made of: databases, tables, queries."""

from __future__ import annotations

import base64
import json
import time
from functools import cache
from typing import Any

import pyarrow as pa
from pyiceberg.catalog import Catalog, load_catalog
from pyiceberg.table import Table

from tests.local.builders import unique

TEXT_INPUT = "org.apache.hadoop.mapred.TextInputFormat"
LAZY_SIMPLE = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"
OPEN_CSV = "org.apache.hadoop.hive.serde2.OpenCSVSerde"
JSON_SERDE = "org.openx.data.jsonserde.JsonSerDe"
PARQUET = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"


def make_bucket(aws: Any) -> str:
    name = unique("data")
    aws.client("s3").create_bucket(Bucket=name)
    return name


def make_database(aws: Any) -> str:
    name = unique("db").replace("-", "_")
    aws.client("glue").create_database(DatabaseInput={"Name": name})
    return name


_outputs: dict[str, str] = {}
"""Where results go, one bucket an endpoint."""


def _output(aws: Any) -> dict[str, str]:
    if aws.endpoint not in _outputs:
        _outputs[aws.endpoint] = f"s3://{make_bucket(aws)}/results/"
    return {"OutputLocation": _outputs[aws.endpoint]}


def run_query(aws: Any, sql: str, database: str = "default", credentials: Any = None, **settings: Any) -> Any:
    """The ended query execution."""
    athena = aws.client("athena", credentials) if credentials else aws.client("athena")
    settings.setdefault("ResultConfiguration", _output(aws))
    started = athena.start_query_execution(QueryString=sql, QueryExecutionContext={"Database": database}, **settings)[
        "QueryExecutionId"
    ]
    for _ in range(3000):
        execution = athena.get_query_execution(QueryExecutionId=started)["QueryExecution"]
        if execution["Status"]["State"] in ("SUCCEEDED", "FAILED", "CANCELLED"):
            return execution
        time.sleep(0.01)
    raise AssertionError(f"{sql} did not end")


def result_of(aws: Any, sql: str, database: str = "default") -> Any:
    """GetQueryResults of a query that must succeed."""
    execution = run_query(aws, sql, database)
    assert execution["Status"]["State"] == "SUCCEEDED", execution["Status"]["StateChangeReason"]
    return aws.client("athena").get_query_results(QueryExecutionId=execution["QueryExecutionId"])["ResultSet"]


def rows_of(aws: Any, sql: str, database: str = "default") -> list[tuple[str | None, ...]]:
    """The rows of a query that must succeed, header row off, NULL as None."""
    rows = result_of(aws, sql, database)["Rows"]
    return [tuple(datum.get("VarCharValue") for datum in row["Data"]) for row in rows[1:]]


def reason_of(aws: Any, sql: str, database: str = "default", credentials: Any = None) -> str:
    """StateChangeReason of a query that must fail."""
    status = run_query(aws, sql, database, credentials)["Status"]
    assert status["State"] == "FAILED"
    return str(status["StateChangeReason"])


def put(aws: Any, uri: str, body: str | bytes) -> None:
    bucket, key = uri.removeprefix("s3://").split("/", 1)
    aws.client("s3").put_object(Bucket=bucket, Key=key, Body=body)


def make_hive_table(
    aws: Any,
    database: str,
    location: str,
    columns: dict[str, str],
    serde: str,
    serde_parameters: dict[str, str] | None = None,
    keys: dict[str, str] | None = None,
    parameters: dict[str, str] | None = None,
) -> str:
    """The name of a new table with these columns and partition keys (Hive types)."""
    name = unique("t").replace("-", "_")
    aws.client("glue").create_table(
        DatabaseName=database,
        TableInput={
            "Name": name,
            "TableType": "EXTERNAL_TABLE",
            "Parameters": parameters or {},
            "PartitionKeys": [{"Name": key, "Type": kind} for key, kind in (keys or {}).items()],
            "StorageDescriptor": {
                "Columns": [{"Name": column, "Type": kind} for column, kind in columns.items()],
                "Location": location,
                "InputFormat": TEXT_INPUT,
                "SerdeInfo": {
                    **({"SerializationLibrary": serde} if serde else {}),
                    "Parameters": serde_parameters or {},
                },
            },
        },
    )
    return name


def register(aws: Any, database: str, table: str, location: str, *values: str) -> None:
    """Register one partition."""
    aws.client("glue").create_partition(
        DatabaseName=database,
        TableName=table,
        PartitionInput={"Values": list(values), "StorageDescriptor": {"Location": location}},
    )


def make_view(aws: Any, database: str, name: str, sql: str, *columns: str) -> None:
    """Register a view as Athena does."""
    definition = {
        "originalSql": sql,
        "catalog": "awsdatacatalog",
        "schema": database,
        "columns": [{"name": column, "type": "varchar"} for column in columns],
    }
    encoded = base64.b64encode(json.dumps(definition).encode()).decode()
    aws.client("glue").create_table(
        DatabaseName=database,
        TableInput={
            "Name": name,
            "TableType": "VIRTUAL_VIEW",
            "Parameters": {"presto_view": "true"},
            "ViewOriginalText": f"/* Presto View: {encoded} */",
            "ViewExpandedText": "/* Presto View */",
            "StorageDescriptor": {"Columns": [{"Name": column, "Type": "string"} for column in columns]},
        },
    )


@cache
def iceberg(endpoint: str) -> Catalog:
    """PyIceberg's own Glue catalog on the local AWS."""
    keys = {"access-key-id": "test", "secret-access-key": "test", "region": "us-east-1", "endpoint": endpoint}
    settings = {f"{service}.{key}": value for service in ("glue", "s3") for key, value in keys.items()}
    return load_catalog("local", type="glue", **settings)


def make_iceberg_table(aws: Any, database: str, rows: pa.Table) -> Table:
    """A new Iceberg table of one snapshot with `rows`."""
    name = unique("t").replace("-", "_")
    location = f"s3://{make_bucket(aws)}/{name}"
    table = iceberg(aws.endpoint).create_table((database, name), schema=rows.schema, location=location)
    table.append(rows)
    return table
