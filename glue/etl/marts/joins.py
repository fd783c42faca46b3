"""Histories joined to one another: the versions of the base are cut where a joined row begins or ends."""

from functools import reduce
from operator import and_

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from etl.columns import AUDIT, ORDER
from etl.documents import Join
from etl.marts.intervals import CURRENT, FROM, TO
from etl.names import quoted

ADDED = {*AUDIT, *ORDER, FROM, TO, CURRENT}
"""Columns of a history that are not the table's own."""

START, END = "_joined_from", "_joined_to"
PIECE = ("start", "end", "row")


def cut(base: DataFrame, joined: DataFrame, join: Join) -> DataFrame:
    """The versions of `base`, each with the row of `joined` that stands all through it in the struct `join["name"]`.

    The struct has the joined table's own columns; it is NULL while no row stands.
    """
    base, joined = _of_one_time(base, joined)
    timeline = _timeline(joined, join)
    matches = [F.col(quoted(ours)) == F.col(_theirs(theirs)) for ours, theirs in join["key"].items()]
    matches += [F.col(START).isNull() | F.col(TO).isNull() | (F.col(START) < F.col(TO))]
    matches += [F.col(END).isNull() | (F.col(FROM) < F.col(END))]
    pieces = base.join(timeline, reduce(and_, matches), "left")
    # greatest and least pass over NULL, which is open on either side.
    start, end = F.greatest(FROM, START), F.least(TO, END)
    renewed = {FROM: start, TO: end, CURRENT: end.isNull()}
    own = [renewed[name].alias(name) if name in renewed else F.col(quoted(name)) for name in base.columns]
    return pieces.select(*own, join["name"])


def _timeline(joined: DataFrame, join: Join) -> DataFrame:
    """All time of each key, in pieces: its versions, and before, between and after them NULL."""
    key = list(join["key"].values())
    ordered = Window.partitionBy(*map(quoted, key)).orderBy(FROM)
    row = F.struct(*[quoted(name) for name in joined.columns if name not in ADDED])
    types = joined.select(F.col(FROM).alias("time"), row.alias("row")).schema
    no_time, nothing = (F.lit(None).cast(types[name].dataType) for name in ("time", "row"))
    following = F.lead(FROM).over(ordered)
    versions = joined.select(
        *[F.col(quoted(name)).alias(_theirs(name)) for name in key],
        _piece(F.col(FROM), F.col(TO), row).alias("own"),
        F.when(F.lag(FROM).over(ordered).isNull(), _piece(no_time, F.col(FROM), nothing)).alias("before"),
        F.when(
            F.col(TO).isNotNull() & (following.isNull() | (F.col(TO) < following)),
            _piece(F.col(TO), following, nothing),
        ).alias("after"),
    )
    pieces = F.explode(F.array_compact(F.array("before", "own", "after"))).alias("piece")
    fields = [
        F.col(f"piece.{field}").alias(name) for field, name in zip(PIECE, (START, END, join["name"]), strict=True)
    ]
    keys = [_theirs(name) for name in key]
    return versions.select(*keys, pieces).select(*keys, *fields)


def _piece(start: Column, end: Column, row: Column) -> Column:
    values = zip(PIECE, (start, end, row), strict=True)
    return F.struct(*[value.alias(name) for name, value in values])


def _theirs(column: str) -> str:
    return f"_joined_key_{column}"


def _of_one_time(base: DataFrame, joined: DataFrame) -> tuple[DataFrame, DataFrame]:
    """Dates beside timestamps become timestamps: midnight, UTC."""
    types = {frame.schema[FROM].dataType.simpleString() for frame in (base, joined)}
    if types != {"date", "timestamp"}:
        return base, joined
    return _timed(base), _timed(joined)


def _timed(rows: DataFrame) -> DataFrame:
    return rows.withColumns({name: F.col(name).cast("timestamp") for name in (FROM, TO)})
