"""Row hash and key: SHA-256 over a typed, unambiguous text of the columns.

The text has one entry `name:family:length:value;` per column that is not NULL, in the order of the names. So NULL
differs from '', 1 from '1', ('ab','c') from ('a','bc'), and neither a column that is NULL everywhere nor another order
changes it. A family, not a type, is part of it: a type that only got wider keeps its hashes.
"""

import re
from collections.abc import Iterable
from typing import TypedDict

from pyspark.sql import Column
from pyspark.sql import functions as F

from etl.names import literal, quoted

# Beyond this scale Java prints decimals with an exponent, where trailing zeros carry meaning.
PLAIN_SCALE = 6

CANONICAL = {
    "bigint": ("n", "cast({0} as string)"),
    "decimal": ("n", "rtrim('.', rtrim('0', cast({0} as string)))"),
    "double": ("f", "cast({0} + 0.0D as string)"),  # + 0.0 makes -0.0 and 0.0 one value
    "string": ("s", "{0}"),
    "boolean": ("b", "cast({0} as string)"),
    "date": ("d", "cast({0} as string)"),
    "timestamp": ("t", "cast(unix_micros({0}) as string)"),
}
# Spark's own JSON has milliseconds.
MICROSECONDS = "map('timestampFormat', \"yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'\")"
NESTED = ("j", f"to_json({{0}}, {MICROSECONDS})")


class Typed(TypedDict):
    """A column: its name and its Spark SQL type."""

    name: str
    type: str


def row_hash(columns: Iterable[Typed]) -> Column:
    """Hash of the given columns (`name`, `type`): 64 hex digits."""
    return _hash("", columns)


def key(source: str, columns: Iterable[Typed]) -> Column:
    """Hash of a name (of the source system, or of a mart) and the columns of a key: 64 hex digits."""
    return _hash(_prefix(source), columns)


def occurrence_key(source: str, hash_column: str, occurrence: Column) -> Column:
    """Key of a row without natural key: its hash, and which of the identical rows it is."""
    return F.sha2(F.concat(F.lit(_prefix(source)), F.col(hash_column), F.lit("#"), occurrence.cast("string")), 256)


def _prefix(source: str) -> str:
    return f"{len(source)}:{source};"


def _hash(prefix: str, columns: Iterable[Typed]) -> Column:
    """One expression of SQL, as each function of PySpark is several calls of Java."""
    ordered = sorted(columns, key=lambda column: column["name"])
    entries = [_entry(column["name"], column["type"]) for column in ordered]
    return F.expr(f"sha2(concat({', '.join([literal(prefix), *entries])}), 256)")


def _entry(name: str, type_: str) -> str:
    family, template = _canonical(type_)
    value = template.format(quoted(name))
    parts = [literal(f"{name}:{family}:"), f"cast(length({value}) as string)", "':'", value, "';'"]
    return f"coalesce(concat({', '.join(parts)}), '')"


def _canonical(type_: str) -> tuple[str, str]:
    decimal = re.fullmatch(r"decimal\((\d+),\s*(\d+)\)", type_)
    if decimal:
        return CANONICAL["decimal" if 0 < int(decimal[2]) <= PLAIN_SCALE else "bigint"]
    return CANONICAL.get(type_, NESTED)
