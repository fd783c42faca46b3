"""Inputs of a mart as temp views, cut off so that a mart is a function of staging, its batch date, and its next state.

A `daily` input ends with the batch date. An `any` input and the members of dimensions go on until the next state of the
mart: what came late belongs to the state that served when it came. With `repair: with_next_load` they end with the
batch date too, and what came late waits for the next one.
"""

from collections.abc import Callable
from functools import reduce
from typing import Any

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from etl.documents import MartDefinition, MartInput, TableDefinition
from etl.errors import MartInputError
from etl.feeds import supported
from etl.load.own_columns import extended
from etl.marts.joins import cut
from etl.marts.run import MartRun, states_of, tag_of
from etl.platform.iceberg import Table
from etl.relations import sql as relations


def register(run: MartRun, fixed: Callable[[MartInput], DataFrame]) -> None:
    """Make the temp views that mart.sql reads of what the tables of the inputs hold.

    `fixed` gives the rows of an input that reads nothing that arrives: no table is asked for them.
    """
    following = run.following()
    repairs = run.mart["repair"] == "on_arrival"
    sources = {given["view"]: _source(run, given) for given in arriving(run)}

    def rows(given: MartInput, is_open: bool) -> DataFrame:
        if given["fixed"]:
            return fixed(given)
        return _rows(run, sources[given["view"]], given, following, repairs and is_open)

    views(run.mart, rows)


def views(mart: MartDefinition, rows: Callable[[MartInput, bool], DataFrame]) -> None:
    """Make a temp view of each input, named as the compiled SQL has it, and one of the members of each dimension.

    The view of a base has its joins. `rows` gives the rows of an input; its second argument says whether they may be
    newer than the batch date.
    """
    dimensions = {dimension["view"] for dimension in mart["dimensions"]}
    frames = dict[str, DataFrame]()
    for given in mart["inputs"]:
        frames[given["view"]] = rows(given, given["cadence"] == "any")
        if given["view"] in dimensions:
            rows(given, True).createOrReplaceTempView(members_view(given["view"]))
    for view, frame in (frames | _joined(mart, frames)).items():
        frame.createOrReplaceTempView(view)


def arriving(run: MartRun) -> list[MartInput]:
    """The inputs that are read from their tables: without the fixed ones, whose rows follow from their definitions."""
    return [given for given in run.mart["inputs"] if not given["fixed"]]


def show_members(run: MartRun) -> None:
    """Let the view of each dimension have the members that the facts were resolved from, for the tests that read it."""
    for view in {dimension["view"] for dimension in run.mart["dimensions"]}:
        run.spark.table(members_view(view)).createOrReplaceTempView(view)


def members_view(view: str) -> str:
    """The view that the dimension of this input is resolved from."""
    return f"{view}__members"


def _joined(mart: MartDefinition, frames: dict[str, DataFrame]) -> dict[str, DataFrame]:
    """The base with its joins, by its view."""
    base = mart["base"]
    if base is None:
        return {}
    return {base: reduce(lambda rows, join: cut(rows, frames[join["view"]], join), mart["joins"], frames[base])}


def _rows(run: MartRun, source: Table, given: MartInput, following: str | None, goes_on: bool) -> DataFrame:
    if given["mart"]:
        state = _state(source, run.batch_date, following, goes_on)
        return source.frame(state) if state else source.frame().where(F.lit(False))
    log = source.frame().where(_is_in(run.batch_date, following, goes_on))
    return relation(log, extended(_table(run, given), source.types(), {}), given)


def relation(log: DataFrame, table: TableDefinition, given: MartInput) -> DataFrame:
    """What an input reads of the change log of its table."""
    return relations.OF_LOG[given["relation"]](log, table)


def _is_in(batch_date: str, following: str | None, goes_on: bool) -> Column:
    day = F.col("_batch_date")
    if not goes_on:
        return day <= F.lit(batch_date).cast("date")
    return day < F.lit(following).cast("date") if following else F.lit(True)


def _state(source: Table, batch_date: str, following: str | None, goes_on: bool) -> str | None:
    """The tag of the newest state of an input mart, of those that belong to this state; None without any."""
    states = states_of(source)
    if goes_on:
        states = [date for date in states if following is None or date < following]
    else:
        states = [date for date in states if date <= batch_date]
    return tag_of(states[-1]) if states else None


def batch_dates(run: MartRun, given: MartInput) -> set[str]:
    """The batch dates of an input's loads, or of the states of a mart."""
    source = _source(run, given)
    return set(states_of(source)) if given["mart"] else supported(_table(run, given)).batch_dates(source)


def size(run: MartRun) -> int:
    """Bytes of all inputs' files, from the tables' metadata."""
    snapshots = [_source(run, given).java().currentSnapshot() for given in arriving(run)]
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
