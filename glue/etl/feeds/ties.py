"""Changes of one key that their files order, by batch date and arrival: `sequence_by` gives them one point in time."""

from pyspark.sql import Column, DataFrame, GroupedData, Row
from pyspark.sql import functions as F

from etl.columns import is_file_order
from etl.contract.finding import clip
from etl.documents import TableDefinition, Ties
from etl.errors import TogetherError

SHOWN = 3


def tied(table: TableDefinition, decided: DataFrame) -> Ties | None:
    """The keys for which the load and an earlier or later one differ at the same point; None without any.

    `decided`: what etl/feeds/merge.py gives. A file that has the other's change, too, orders the two by itself.
    """
    if is_file_order(table) or table["sequence_by"] is None:
        return None
    names = [*table["natural_key"], table["sequence_by"]]
    content, fresh = _content(), F.col("_fresh")
    found = (
        _points(decided)
        .agg(
            F.collect_set(F.when(fresh, content)).alias("_here"),
            F.collect_set(F.when(~fresh, content)).alias("_there"),
            *[F.first(f"`{name}`").alias(name) for name in names],
        )
        .where("size(array_except(_here, _there)) > 0 and size(array_except(_there, _here)) > 0")
    )
    keys = found.select(*[f"`{name}`" for name in names]).persist()
    try:
        first = keys.orderBy(*[f"`{name}`" for name in names]).limit(SHOWN).collect()
        if not first:
            return None
        return {"keys": keys.count(), "shown": [_shown(row) for row in first], "sequence_by": table["sequence_by"]}
    finally:
        keys.unpersist()


def refuse_ties(table: TableDefinition, decided: DataFrame) -> None:
    """Raise TogetherError where several loads may differ at one point: the load that is staged last reports a tie."""
    if is_file_order(table):
        return
    content = _content()
    several = (F.min("_load_id") < F.max("_load_id")) & (F.min(content) < F.max(content))
    if not _points(decided).agg(several.alias("several")).where("several").isEmpty():
        raise TogetherError(f"{table['id']}: several files may have other changes of one key at the same point.")


def _points(decided: DataFrame) -> GroupedData:
    live = F.col("_action").isin("keep", "insert")
    return decided.where(F.col("_fresh") | live).groupBy("_key", "_sequence")


def _content() -> Column:
    return F.concat("_row_hash", F.col("_change_type").eqNullSafe("delete").cast("string"))


def _shown(row: Row) -> str:
    return clip(", ".join(f"{name}={value}" for name, value in row.asDict().items()))
