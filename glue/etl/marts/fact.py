"""fact: surrogate keys of the dimensions, each resolved as of a date of the fact.

The surrogate key is a member's own in a dimension mart (dimension.py), and a hash for a table: the same in every build.
A fact whose member is missing (or has no key or no date) points to "unknown", and is repaired by the build that follows
the member's arrival (inputs.py): a fact older than its member takes the member's first version, the late arriving
dimension of Kimball and Ross, The Data Warehouse Toolkit, 3rd ed., chapter 19.
"""

from collections.abc import Mapping
from functools import reduce
from operator import and_
from typing import Any

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F
from pyspark.sql.types import DataType, DateType, TimestampType

from etl.documents import Dimension, MartDefinition
from etl.errors import DefinitionError
from etl.marts.cuts import members_view
from etl.marts.dimension import is_unknown, unknown_key
from etl.marts.intervals import FROM, TO
from etl.marts.run import MartRun
from etl.names import quoted


def shape(run: MartRun, rows: DataFrame) -> DataFrame:
    """Add each dimension's surrogate key, in the order of `dimensions`."""
    return reduce(lambda fact, dimension: _resolve(run, fact, dimension), run.mart["dimensions"], rows)


def waiting(mart: MartDefinition, times: Column) -> dict[str, Column]:
    """For each dimension, the number of facts with a key and a date that point to "unknown": their member may come.

    A row counts so many `times`; NULL is none.
    """
    return {_waiting(each): total(F.when(_waits(each), times)) for each in mart["dimensions"]}


def total(numbers: Column) -> Column:
    """The sum of whole numbers, NULL among them; 0 of none."""
    return F.coalesce(F.sum(numbers), F.lit(0))


def waiting_rows(mart: MartDefinition, observed: Mapping[str, Any]) -> dict[str, int]:
    """What `waiting` counted, by the dimension's name."""
    return {dimension["name"]: int(observed[_waiting(dimension)]) for dimension in mart["dimensions"]}


def _waiting(dimension: Dimension) -> str:
    return f"waiting_{dimension['name']}"


def _waits(dimension: Dimension) -> Column:
    needed = [*dimension["key"], *([dimension["as_of"]] if dimension["as_of"] else [])]
    there = [F.col(f"`{column}`").isNotNull() for column in needed]
    return reduce(and_, there, is_unknown(F.col(f"`{dimension['surrogate_key']}`")))


def _resolve(run: MartRun, rows: DataFrame, dimension: Dimension) -> DataFrame:
    source = run.spark.table(members_view(dimension["view"]))
    _check(run, source, dimension)
    members, matches = _members(source, rows, dimension)
    joined = rows.join(members, reduce(and_, matches), "left")
    unknown = unknown_key(members.schema["_member"].dataType)
    key = F.coalesce("_member", unknown).alias(dimension["surrogate_key"])
    return joined.select(*[f"`{column}`" for column in rows.columns], key)


def _check(run: MartRun, source: DataFrame, dimension: Dimension) -> None:
    """Whether a dimension mart that selects `*` has versions is seen only here."""
    has_versions = FROM in source.columns
    if has_versions == (dimension["as_of"] is not None):
        return
    start = f"{run.mart['id']}: its dimension {dimension['name']} is {dimension['input']}, which has"
    if has_versions:
        raise DefinitionError(f'{start} several versions of a row, expected "as_of"; add the fact\'s date column.')
    raise DefinitionError(f'{start} one version of a row, expected no "as_of"; remove it.')


def _members(source: DataFrame, rows: DataFrame, dimension: Dimension) -> tuple[DataFrame, list[Column]]:
    """The dimension's versions, and the conditions under which one belongs to a fact of `rows`."""
    keys = dimension["key"]
    columns = [F.col(f"`{theirs}`").alias(f"_member_{theirs}") for theirs in keys.values()]
    matches = [own_key(rows, ours, source, theirs) == F.col(f"_member_{theirs}") for ours, theirs in keys.items()]
    if FROM in source.columns:
        versions = Window.partitionBy(*map(quoted, keys.values())).orderBy(FROM)
        # The first version has no start: it also covers the facts that came before the member did.
        start = F.when(F.row_number().over(versions) > 1, F.col(FROM))
        columns += [start.alias("_member_from"), F.col(TO).alias("_member_to")]
        moment = F.col(f"`{dimension['as_of']}`")
        matches += [moment.isNotNull()]
        matches += [F.col("_member_from").isNull() | (F.col("_member_from") <= moment)]
        matches += [F.col("_member_to").isNull() | (moment < F.col("_member_to"))]
    return source.select(*columns, _surrogate_key(source, dimension).alias("_member")), matches


def own_key(rows: DataFrame, ours: str, source: DataFrame, theirs: str) -> Column:
    """A key of the fact; the day of a timestamp where the dimension's key is a date."""
    own = F.col(quoted(ours))
    is_time = isinstance(_field(rows, ours), TimestampType) and isinstance(_field(source, theirs), DateType)
    return F.to_date(own) if is_time else own


def _field(rows: DataFrame, name: str) -> DataType:
    return rows.select(quoted(name)).schema[0].dataType


def _surrogate_key(source: DataFrame, dimension: Dimension) -> Column:
    """A member's own key in a mart; for a table a hash of its `_key` and, in a history, of the start of its version."""
    if dimension["member_key"] is not None:
        return F.col(quoted(dimension["member_key"]))
    start = F.col(FROM).cast("string") if FROM in source.columns else F.lit("")
    return F.sha2(F.concat_ws("|", F.col("_key"), start), 256)
