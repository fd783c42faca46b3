"""as_of: the latest row per key. What is latest is the SQL's to say, through the `_current` relations."""

from pyspark.sql import DataFrame

from etl.marts.run import MartRun


def shape(run: MartRun, rows: DataFrame) -> DataFrame:
    """The SQL's rows; that the natural key is unique is among the tests of every mart."""
    return rows
