"""Mart kinds, one file each: `shape(run, rows)` turns what mart.sql gave into the mart's rows."""

from collections.abc import Callable

from pyspark.sql import DataFrame

from etl.marts import as_of, fact
from etl.marts.run import MartRun

KINDS: dict[str, Callable[[MartRun, DataFrame], DataFrame]] = {"as_of": as_of.shape, "fact": fact.shape}
