"""The rows of a mart, before they are written. `sluice check` analyses the same rows over empty inputs."""

from pyspark.sql import DataFrame

from etl.marts import KINDS
from etl.marts.run import MartRun


def select(run: MartRun) -> DataFrame:
    """What mart.sql gives of the views of its inputs (inputs.py)."""
    return run.spark.sql(run.mart["sql"])


def shape(run: MartRun, rows: DataFrame) -> DataFrame:
    """The mart's rows: what its kind makes of what mart.sql gave."""
    return KINDS[run.mart["kind"]].shape(run, rows)
