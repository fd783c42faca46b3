"""Athena over what Spark wrote: position deletes, evolved schemas and hidden partitions of Iceberg's own writer."""

from __future__ import annotations

from typing import Any

import pytest

from tests.local.builders import unique
from tests.local.queries import make_database, result_of, rows_of

pytestmark = [pytest.mark.local_aws, pytest.mark.spark]

CATALOG = (
    "spark.sql.catalog.glue_catalog=org.apache.iceberg.spark.SparkCatalog"
    " --conf spark.sql.catalog.glue_catalog.catalog-impl=org.apache.iceberg.aws.glue.GlueCatalog"
    " --conf spark.sql.catalog.glue_catalog.io-impl=org.apache.iceberg.aws.s3.S3FileIO"
    " --conf spark.sql.extensions=org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions"
    " --conf spark.sql.catalog.glue_catalog.warehouse=s3://{bucket}/warehouse"
)

SCRIPT = """
from pyspark.sql import SparkSession
spark = SparkSession.builder.getOrCreate()
for statement in '''
create table {t} (id bigint, amount decimal(10,2), at timestamp, tags array<string>) using iceberg
  partitioned by (days(at)) tblproperties ('format-version'='2', 'write.delete.mode'='merge-on-read',
  'write.update.mode'='merge-on-read', 'write.merge.mode'='merge-on-read');
insert into {t} values (1, 1.50, timestamp'2026-03-01T06:00:00Z', array('x')),
  (2, 2.50, timestamp'2026-03-01T07:00:00Z', null), (3, 3.50, timestamp'2026-03-02T00:00:00Z', array());
delete from {t} where id = 1;
alter table {t} add column note string after id;
alter table {t} alter column amount type decimal(20,2);
update {t} set note = 'changed' where id = 2
'''.split(';'):
    spark.sql(statement)
deletes = spark.sql('select count(*) from {t}.delete_files').collect()[0][0]
assert deletes > 0, 'the table holds no delete file: the test would prove nothing'
"""


def test_merge_on_read_deletes_and_updates_of_spark_are_applied(aws: Any) -> None:
    database, bucket, table = make_database(aws), aws.make_bucket(), unique("t").replace("-", "_")
    script = SCRIPT.replace("{t}", f"glue_catalog.{database}.{table}")
    run = aws.run_job(aws.make_job(script, DefaultArguments={"--conf": CATALOG.replace("{bucket}", bucket)}))
    assert run["JobRunState"] == "SUCCEEDED", run["ErrorMessage"]

    assert rows_of(aws, f"select * from {table} order by id", database) == [
        ("2", "changed", "2.50", "2026-03-01 07:00:00.000000 UTC", None),
        ("3", None, "3.50", "2026-03-02 00:00:00.000000 UTC", "[]"),
    ]
    columns = result_of(aws, f"select amount, at from {table}", database)["ResultSetMetadata"]["ColumnInfo"]
    assert [(c["Type"], c["Precision"]) for c in columns] == [("decimal", 20), ("timestamp with time zone", 3)]
