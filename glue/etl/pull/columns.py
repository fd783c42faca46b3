"""The columns of a pull: what the database reports of one, and how a statement reads it without loss."""

from dataclasses import dataclass
from typing import Final

from etl.documents import ColumnFamily

# What a column holds, whatever a database calls its type: the words of ColumnFamily.
INTEGER: Final = "integer"
DECIMAL: Final = "decimal"
NUMBER: Final = "number"
FLOAT: Final = "float"
BOOLEAN: Final = "boolean"
TEXT: Final = "text"
BINARY: Final = "binary"
DATE: Final = "date"
TIMESTAMP: Final = "timestamp"
ZONED: Final = "zoned"
INTERVAL: Final = "interval"
OTHER: Final = "other"

LONGEST_WHOLE = 18
"""Digits that every 64-bit integer can have."""


@dataclass(frozen=True)
class Found:
    """A column as the driver reports it.

    `digits` and `scale` are those of an INTEGER or DECIMAL. A NUMBER has neither: the database has not stated them.
    """

    name: str
    type: str
    family: ColumnFamily
    digits: int = 0
    scale: int = 0


@dataclass(frozen=True)
class Reading:
    """How a statement reads a column.

    `sql` gives a value of the Spark type `spark`, `fits` says whether it is the value of the database, digit by digit.
    None where every value fits.
    """

    sql: str
    spark: str
    fits: str | None = None
