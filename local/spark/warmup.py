"""Loads Spark's SQL, Parquet and Iceberg classes, which a fresh JVM does slowly, before the first job."""

from __future__ import annotations

import os

from pyspark.sql import SparkSession
from pyspark.sql.functions import col

CATALOG = "spark.sql.catalog.warm_up"
TABLE = "warm_up.db.t"


def warm_up(spark: SparkSession) -> None:
    """Write, change and read an Iceberg table in a catalog and a session of its own, in the worker's folder."""
    session = SparkSession(spark.sparkContext, spark._jsparkSession.newSession())
    session.conf.set(CATALOG, "org.apache.iceberg.spark.SparkCatalog")
    session.conf.set(f"{CATALOG}.type", "hadoop")
    session.conf.set(f"{CATALOG}.warehouse", f"file://{os.getcwd()}/warm_up")
    rows = session.sql("select id, cast(id as string) s, sha2(cast(id as string), 256) h from range(100)")
    rows.writeTo(TABLE).using("iceberg").createOrReplace()
    rows.writeTo(TABLE).overwrite(col("id") >= 0)
    session.sql(f"select s, count(*), row_number() over (order by s) from {TABLE} group by s").collect()  # noqa: S608
    session.sql(f"drop table {TABLE}")
    SparkSession._instantiatedSession = spark
