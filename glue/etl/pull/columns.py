"""The columns of a pull: what the database reports of one, and how a statement reads it without loss."""

from dataclasses import dataclass

# What a column holds, whatever a database calls its type.
INTEGER, DECIMAL, NUMBER, FLOAT, BOOLEAN, TEXT, BINARY = (
    "integer",
    "decimal",
    "number",
    "float",
    "boolean",
    "text",
    "binary",
)
DATE, TIMESTAMP, ZONED, INTERVAL, OTHER = "date", "timestamp", "zoned", "interval", "other"


@dataclass(frozen=True)
class Found:
    """A column as the driver reports it; `family` is one of the words above.

    `digits` and `scale` are those of an INTEGER or DECIMAL. A NUMBER has neither: the database has not stated them.
    """

    name: str
    type: str
    family: str
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
