"""The rows of a mart, before they are written. `sluice check` analyses the same rows over empty inputs.

A fixed input is a mart that reads nothing that arrives. Its rows are made here from its definition, as its own job
makes them: they are the same for every batch date, and a mart that reads them waits for no build of it.
"""

from dataclasses import replace
from datetime import date
from functools import cache

from pyspark.sql import DataFrame

from etl.definitions import lookup
from etl.marts import KINDS, calendar, inputs
from etl.marts.cuts import Cuts
from etl.marts.run import MartRun


def register(run: MartRun, cuts: Cuts) -> None:
    """Make the views of the inputs (inputs.py)."""

    @cache
    def fixed(mart: str) -> DataFrame:
        own = replace(run, mart=lookup(run.marts, "marts", mart))
        register(own, {})
        return shape(own, select(own))

    inputs.register(run, cuts, lambda given: fixed(str(given["mart"])))


def select(run: MartRun) -> DataFrame:
    """What mart.sql gives of the views of its inputs; batch_date() is the parameter of that name."""
    if run.mart["calendar"]:
        calendar.days(run.spark, run.mart["calendar"]).createOrReplaceTempView(calendar.VIEW)
    return run.spark.sql(run.mart["sql"], args={"batch_date": date.fromisoformat(run.batch_date)})


def shape(run: MartRun, rows: DataFrame) -> DataFrame:
    """The mart's rows: what its kind makes of what mart.sql gave."""
    return KINDS[run.mart["kind"]].shape(run, rows)
