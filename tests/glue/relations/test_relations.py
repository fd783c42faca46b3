"""current and history: one SQL text, the same rows from Spark and DuckDB (which stands for Athena locally)."""

import base64
import json

import boto3
import duckdb
import pyarrow
import pytest
from botocore.exceptions import ClientError
from etl.relations import sql as relations
from etl.relations import views

from tests.glue.world import table

pytestmark = pytest.mark.spark

DAYS = {
    "2026-03-01": "1,Ada\n2,Bob\n",
    "2026-03-02": "1,Ada\n",
    "2026-03-03": "1,Ida\n2,Bob\n",
    "2026-03-04": "1,Ida\n",
}
HISTORY = [
    (1, "Ada", "2026-03-01", "2026-03-03", False),
    (1, "Ida", "2026-03-03", "None", True),
    (2, "Bob", "2026-03-01", "2026-03-02", False),
    (2, "Bob", "2026-03-03", "2026-03-04", False),
]


@pytest.fixture(scope="module")
def definition(shared_world):
    definition = table()
    shared_world.define(definition)
    for date, lines in DAYS.items():
        shared_world.stage(shared_world.put(date, f"ID,NAME\n{lines}"))
    return definition


def _interval(row):
    return (row["id"], row["name"], str(row["effective_from"]), str(row["effective_to"]), row["is_current"])


def test_history_opens_collapses_closes_and_opens_again(shared_world, definition):
    rows = relations.history(shared_world.frame(), definition).collect()
    assert sorted(map(_interval, rows)) == HISTORY
    assert [tuple(row)[:2] for row in relations.current(shared_world.frame(), definition).collect()] == [(1, "Ida")]


def test_duckdb_reads_the_very_same_text(shared_world, definition):
    log = pyarrow.Table.from_pylist([row.asDict() for row in shared_world.frame().collect()])
    assert len(log) == 6
    columns = "id, name, effective_from::varchar, coalesce(effective_to::varchar, 'None'), is_current"
    rows = duckdb.sql(f"select {columns} from ({relations.sql(definition, 'history', 'log')})").fetchall()
    assert sorted(rows) == HISTORY
    assert duckdb.sql(f"select id from ({relations.sql(definition, 'current', 'log')})").fetchall() == [(1,)]


def test_equal_neighbours_of_a_changes_feed_are_one_interval(spark):
    definition = table("id bigint, at bigint", feed="changes", sequence_by="at")
    columns = "id bigint, at bigint, _change_type string, _key string, _row_hash string, _sequence bigint"
    rows = [
        (1, 1, "insert", "k", "a", 1),
        (1, 2, "update", "k", "a", 2),
        (1, 3, "update", "k", "b", 3),
        (1, 3, "update", "k", "c", 3),
    ]
    rest = {"_batch_date": "date", "_load_id": "string", "_source_system": "string", "_source_file": "string"}
    rest |= {"_position": "bigint", "_occurrence": "int"}
    log = spark.createDataFrame(rows, columns).selectExpr(
        "*",
        *[f"cast(null as {type_}) {name}" for name, type_ in rest.items()],
        "'' _run_id",
        "timestamp'2026-03-01' _loaded_at",
    )
    found = relations.history(log, definition).select("_row_hash", "effective_from", "effective_to").collect()
    assert sorted(map(tuple, found), key=repr) == [("a", 1, 3), ("c", 3, None)]


def test_what_the_catalogue_refuses_does_not_fail_a_load_that_is_published_and_raw_gets_its_partition(
    world, monkeypatch
):
    glue, database = boto3.client("glue"), f"{world.name}_raw"
    glue.create_database(DatabaseInput={"Name": database})
    storage = {"Location": f"s3://{world.name}-raw/shop/things/", "Columns": [{"Name": "id", "Type": "bigint"}]}
    crawled = {"Name": "shop_things", "PartitionKeys": [{"Name": "dt", "Type": "string"}], "StorageDescriptor": storage}
    glue.create_table(DatabaseName=database, TableInput=crawled)
    world.define(table())

    def refuse(*_):
        raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": "no"}}, "CreateTable")

    load = world.put("2026-03-01", "ID,NAME\n1,Ada\n")
    with monkeypatch.context() as patched:
        patched.setattr(views, "register", refuse)
        report = world.stage(load)
    assert (report["rows_staged"], report["catalogue_errors"]) == (1, ["views: AccessDeniedException: no"])
    assert world.frame().count() == 1
    [found] = glue.get_partitions(DatabaseName=database, TableName="shop_things")["Partitions"]
    assert found["Values"] == ["2026-03-01"]
    assert found["StorageDescriptor"]["Location"] == f"s3://{world.name}-raw/shop/things/dt=2026-03-01/"
    assert "catalogue_errors" not in world.stage(load)


def test_the_job_registers_athenas_views_once(shared_world, definition):
    glue = boto3.client("glue")
    found = glue.get_table(DatabaseName=f"{shared_world.name}_staging", Name="shop_things_history")["Table"]
    document = json.loads(
        base64.b64decode(found["ViewOriginalText"].removeprefix("/* Presto View: ").removesuffix(" */"))
    )
    assert found["TableType"] == "VIRTUAL_VIEW" and found["Parameters"]["presto_view"] == "true"
    assert document["originalSql"] == relations.sql(
        definition, "history", f'"{shared_world.name}_staging"."shop_things"'
    )
    assert {"name": "_loaded_at", "type": "timestamp(6) with time zone"} in document["columns"]
    assert document["columns"][-1] == {"name": "is_current", "type": "boolean"}
