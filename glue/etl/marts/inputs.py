"""Inputs of a mart as temp views, cut off at the batch date, so that a mart is a pure function of staging and date."""

from typing import Any

from pyspark.sql import functions as F

from etl.documents import MartInput, TableDefinition
from etl.errors import MartInputError
from etl.load.own_columns import extended
from etl.marts.run import MartRun, tag_of
from etl.platform.iceberg import Table
from etl.relations import sql as relations


def register(run: MartRun, batch_date: str) -> None:
    """Make a temp view of each input, named as the compiled SQL has it."""
    for given in run.mart["inputs"]:
        source = _source(run, given)
        if given["mart"]:
            tag = tag_of(batch_date)
            rows = source.frame(tag if tag in source.refs() else None)
        else:
            log = source.frame().where(F.col("_batch_date") <= F.lit(batch_date).cast("date"))
            table = extended(_table(run, given), source.types(), {})
            rows = relations.OF_LOG[given["relation"]](log, table)
        rows.createOrReplaceTempView(given["view"])


def size(run: MartRun) -> int:
    """Bytes of all inputs' files, from the tables' metadata."""
    snapshots = [_source(run, given).java().currentSnapshot() for given in run.mart["inputs"]]
    return sum(_bytes(snapshot) for snapshot in snapshots if snapshot)


def _bytes(snapshot: Any) -> int:
    return int(snapshot.summary().get("total-files-size") or 0)


def _table(run: MartRun, given: MartInput) -> TableDefinition:
    return run.tables[str(given["table"])]


def _source(run: MartRun, given: MartInput) -> Table:
    if given["mart"]:
        source = Table(run.spark, run.mart_database, given["mart"])
    else:
        source = Table(run.spark, run.staging_database, _table(run, given)["name"])
    if not source.exists():
        raise MartInputError(
            f"{run.mart['id']}: its input {given['name']} has no table {source.database}.{source.name} yet; load a "
            "file of it first."
        )
    return source
