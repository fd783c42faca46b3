"""A small load is interpreted, unless it meets a log with many rows."""

import pytest
from etl.platform import session
from pyspark.sql import functions as F

pytestmark = pytest.mark.spark

LARGE = 1024 * 1024 * 1024


@pytest.mark.parametrize(("input_bytes", "log_bytes", "compiles"), [(1, 1, False), (1, LARGE, True), (LARGE, 1, True)])
def test_spark_compiles_nothing_for_a_small_load_beside_a_small_log(spark, input_bytes, log_bytes, compiles):
    session.prepare(spark, input_bytes, log_bytes)
    # A number that no other query has, as Spark keeps what it has compiled.
    number = input_bytes + 2 * log_bytes
    compilations = spark._jvm.org.apache.spark.metrics.source.CodegenMetrics.METRIC_COMPILATION_TIME()
    before = compilations.getCount()
    rows = spark.range(3).select(F.sha2(F.concat(F.col("id").cast("string"), F.lit(f"{number}")), 256))
    assert len(rows.collect()) == 3
    assert (compilations.getCount() > before) == compiles
