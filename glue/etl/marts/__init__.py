"""Mart kinds, one file each: `shape(run, rows)` turns what mart.sql gave into the mart's rows."""

from collections.abc import Callable
from typing import NamedTuple

from pyspark.sql import DataFrame

from etl.marts import as_of, fact, historical, intervals, scd2
from etl.marts.run import MartRun


class Kind(NamedTuple):
    """What differs between kinds."""

    shape: Callable[[MartRun, DataFrame], DataFrame]
    """Turns what mart.sql gave into the mart's rows."""

    time: str | None = None
    """The column that identifies a row together with the natural key."""


KINDS: dict[str, Kind] = {
    "as_of": Kind(as_of.shape),
    "scd2": Kind(scd2.shape, intervals.FROM),
    "historical": Kind(historical.shape, historical.AS_OF_DATE),
    "fact": Kind(fact.shape),
}
