"""Mart kinds, one file each: `shape(run, rows)` turns what mart.sql gave into the mart's rows."""

from collections.abc import Callable
from typing import NamedTuple

from pyspark.sql import DataFrame

from etl.documents import MartDefinition
from etl.marts import as_of, dimension, fact, historical, intervals, scd2
from etl.marts.run import MartRun


def _natural_key(mart: MartDefinition, columns: list[str]) -> list[list[str]]:
    return [mart["natural_key"]]


def _with(time: str) -> Callable[[MartDefinition, list[str]], list[list[str]]]:
    return lambda mart, columns: [[*mart["natural_key"], time]]


def _all(mart: MartDefinition, rows: DataFrame) -> DataFrame:
    return rows


class Kind(NamedTuple):
    """What differs between kinds."""

    shape: Callable[[MartRun, DataFrame], DataFrame]
    """Turns what mart.sql gave into the mart's rows."""

    keys: Callable[[MartDefinition, list[str]], list[list[str]]] = _natural_key
    """The columns, of those that the mart has, that identify a row together; there may be several such keys."""

    tested: Callable[[MartDefinition, DataFrame], DataFrame] = _all
    """The rows that the tests of the definition are about."""


KINDS: dict[str, Kind] = {
    "as_of": Kind(as_of.shape),
    "scd2": Kind(scd2.shape, _with(intervals.FROM)),
    "historical": Kind(historical.shape, _with(historical.AS_OF_DATE)),
    "dimension": Kind(dimension.shape, dimension.keys, dimension.members),
    "fact": Kind(fact.shape),
}
