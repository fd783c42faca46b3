"""Inputs of a mart as temp views, so that a mart is a function of staging, its batch date, and its next state."""

from collections.abc import Callable, Mapping
from functools import reduce
from operator import and_

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from etl.documents import MartDefinition, MartInput, TableDefinition
from etl.feeds import supported
from etl.load.own_columns import extended
from etl.marts.cuts import Cut, Cuts, arriving, members_view, source
from etl.marts.joins import cut
from etl.marts.run import MartRun, states_of
from etl.names import quoted
from etl.relations import sql as relations

KEPT_BYTES = 1024 * 1024
"""Inputs of fewer bytes are read once and kept in memory."""


def register(run: MartRun, cuts: Cuts, fixed: Callable[[MartInput], DataFrame]) -> None:
    """Make the temp views that mart.sql reads of what the tables of the inputs hold up to the cuts.

    `fixed` gives the rows of an input that reads nothing that arrives: no table is asked for them.
    """

    def found(given: MartInput, is_open: bool) -> DataFrame:
        if given["fixed"]:
            return fixed(given)
        members = members_view(given["view"])
        return _relation(run, given, cuts[members if is_open and members in cuts else given["view"]])

    views(run.mart, found)


def restrict(run: MartRun, cuts: Cuts, only: Mapping[str, DataFrame], are_few: bool = False) -> None:
    """Make views that are registered anew: with the rows that equal a row of `only` in all columns of that.

    `are_few`: the rows can be sent to where others are.
    """
    for given in arriving(run):
        for view in {given["view"], members_view(given["view"])} & only.keys():
            frames = {view: _relation(run, given, cuts[view], only[view])}
            if view == run.mart["base"]:
                frames |= {join["view"]: run.spark.table(join["view"]) for join in run.mart["joins"]}
                frames = _joined(run.mart, frames)
            (F.broadcast(frames[view]) if are_few else frames[view]).createOrReplaceTempView(view)


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


def show_members(run: MartRun) -> None:
    """Let the view of each dimension have the members that the facts were resolved from, for the tests that read it."""
    for view in {dimension["view"] for dimension in run.mart["dimensions"]}:
        run.spark.table(members_view(view)).createOrReplaceTempView(view)


def rows(run: MartRun, given: MartInput, at: Cut) -> DataFrame:
    """The rows of an input's table up to a cut: of a staging table, those of its log."""
    frame = _read(run, given, at["snapshot"])
    return frame if given["mart"] or at["until"] is None else frame.where(before(at["until"]))


def _read(run: MartRun, given: MartInput, snapshot: int | None) -> DataFrame:
    table = source(run, given)
    if run.reader is None:
        return table.at(snapshot)
    at = (table.identifier, snapshot)
    if at not in run.kept:
        kept = table.at(snapshot).localCheckpoint(eager=False)
        # Who needs the rows earlier waits, as Spark makes each partition once; what fails here fails there, too.
        run.reader.submit(kept.count)
        # Read by many tasks, as that mostly waits; what follows is too little for more than one.
        run.kept[at] = kept.coalesce(1)
    return run.kept[at]


def before(until: str) -> Column:
    """Whether a row of a log has a batch date before `until`."""
    return F.col("_batch_date") < F.lit(until).cast("date")


def batch_dates(run: MartRun, given: MartInput) -> set[str]:
    """The batch dates of an input's loads, or of the states of a mart."""
    found = source(run, given)
    return set(states_of(found)) if given["mart"] else supported(_table(run, given)).batch_dates(found)


def size(run: MartRun) -> int:
    """Bytes of all inputs' files, from the tables' metadata."""
    return sum(source(run, given).bytes() for given in arriving(run))


def _relation(run: MartRun, given: MartInput, at: Cut, only: DataFrame | None = None) -> DataFrame:
    found = rows(run, given, at)
    if only is not None:
        found = matching(found, only)
    if given["mart"]:
        return found
    types = {field.name: field.dataType.simpleString() for field in found.schema}
    return relation(found, extended(_table(run, given), types, {}), given)


def relation(log: DataFrame, table: TableDefinition, given: MartInput) -> DataFrame:
    """What an input reads of the change log of its table."""
    return relations.OF_LOG[given["relation"]](log, table)


def matching(rows: DataFrame, keys: DataFrame, how: str = "left_semi", nulls_match: bool = False) -> DataFrame:
    """The rows that equal a row of `keys` in all columns of that. With `left_anti`, the others.

    NULL equals nothing, or NULL where `nulls_match`.
    """
    named = keys.select(*[F.col(quoted(name)).alias(f"_only_{name}") for name in keys.columns])
    equals = Column.eqNullSafe if nulls_match else Column.__eq__
    equal = [equals(F.col(quoted(name)), F.col(quoted(f"_only_{name}"))) for name in keys.columns]
    return rows.join(named, reduce(and_, equal), how)


def _joined(mart: MartDefinition, frames: dict[str, DataFrame]) -> dict[str, DataFrame]:
    """The base with its joins, by its view."""
    base = mart["base"]
    if base is None:
        return {}
    return {base: reduce(lambda rows, join: cut(rows, frames[join["view"]], join), mart["joins"], frames[base])}


def _table(run: MartRun, given: MartInput) -> TableDefinition:
    return run.tables[str(given["table"])]
