"""Session settings that rows depend on. Endpoints and credentials are never among them."""

from collections.abc import Iterator
from contextlib import contextmanager

from pyspark.sql import SparkSession

from etl.platform.java import remember_classes

BYTES_PER_PARTITION = 32 * 1024 * 1024
MOST_PARTITIONS = 1000
# Compiling the stages of a small load takes longer than interpreting them.
COMPILED_BYTES = 1024 * 1024


def prepare(spark: SparkSession, input_bytes: int, log_bytes: int = 0) -> int:
    """Make results independent of the machine, and shuffles as wide as `input_bytes` of input need.

    `log_bytes`: of the log that the input may be compared with. Returns the number of partitions; 1 means that the
    whole job fits one task and needs no shuffle at all.
    """
    partitions = min(MOST_PARTITIONS, max(1, -(-input_bytes // BYTES_PER_PARTITION)))
    is_small = input_bytes < COMPILED_BYTES
    settings = {
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.ansi.enabled": "false",
        # Of Spark 4, which else raises where bytes are no text, and knows no windows-1252.
        "spark.sql.legacy.codingErrorAction": "true",
        "spark.sql.legacy.javaCharsets": "true",
        # Iceberg 1.11 hands no parameters (batch_date) to the parser of Spark 4.1 (apache/iceberg#16625).
        "spark.sql.legacy.parameterSubstitution.constantsOnly": "true",
        # Days before 1582 as they are, in the calendar of ISO 8601: nothing here was written by Spark 2.
        "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
        "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
        "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
        "spark.sql.shuffle.partitions": str(partitions),
        # Rows are kept for one job; looking for the best encoding of each column is a fifth of a large load.
        "spark.sql.inMemoryColumnarStorage.compressed": "false",
        # With one partition there is nothing to adapt, and planning again at each stage is a sixth of a small load.
        "spark.sql.adaptive.enabled": str(partitions > 1).lower(),
        "spark.sql.codegen.wholeStage": str(not is_small).lower(),
        # So does compiling the expressions of each operator, but for a log with many rows.
        "spark.sql.codegen.factoryMode": "NO_CODEGEN" if is_small and log_bytes < BYTES_PER_PARTITION else "FALLBACK",
        # Java compiles no method above this; Spark then makes many small ones of a stage, which take half the time.
        "spark.sql.codegen.hugeMethodLimit": "8000",
        # Else the number of cores decides where a file is cut, and so which `_position` a row has.
        "spark.sql.files.minPartitionNum": str(partitions),
    }
    for name, value in settings.items():
        spark.conf.set(name, value)
    remember_classes(spark)
    return partitions


@contextmanager
def narrow(spark: SparkSession) -> Iterator[None]:
    """Let rows that are few fit one task, however large the tables are that they are picked from."""
    settings = {"spark.sql.shuffle.partitions": "1", "spark.sql.adaptive.enabled": "false"}
    before = {name: spark.conf.get(name) for name in settings}
    for name, value in settings.items():
        spark.conf.set(name, value)
    try:
        yield
    finally:
        for name, was in before.items():
            spark.conf.set(name, str(was))
