"""Session settings that rows depend on. Endpoints and credentials are never among them."""

from pyspark.sql import SparkSession

BYTES_PER_PARTITION = 32 * 1024 * 1024
MOST_PARTITIONS = 1000


def prepare(spark: SparkSession, input_bytes: int) -> int:
    """Make results independent of the machine, and shuffles as wide as `input_bytes` of input need.

    Returns the number of partitions; 1 means that the whole job fits one task and needs no shuffle at all.
    """
    partitions = min(MOST_PARTITIONS, max(1, -(-input_bytes // BYTES_PER_PARTITION)))
    settings = {
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.ansi.enabled": "false",
        "spark.sql.shuffle.partitions": str(partitions),
    }
    for name, value in settings.items():
        spark.conf.set(name, value)
    return partitions
