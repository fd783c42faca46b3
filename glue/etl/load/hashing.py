"""Row hash and key: SHA-256 over a typed, unambiguous text of the columns.

The text has one entry `name:family:length:value;` per column that is not NULL, in the order of the names. So NULL
differs from '', 1 from '1', ('ab','c') from ('a','bc'), and neither a column that is NULL everywhere nor another order
changes it. A family, not a type, is part of it: a type that only got wider keeps its hashes.

The prints of a row say the same of its values as they are, for a tenth of the work, and are no part of the log:
xxHash64 from two seeds, where each value follows a number that stands for its column.
"""

import hashlib
import re
from collections.abc import Iterable
from typing import TypedDict

from pyspark.sql import Column
from pyspark.sql import functions as F

from etl.definitions import PLAIN_SCALE
from etl.names import literal, quoted

PRINTS = ("_print_1", "_print_2")
"""128 bits in two columns: rows of one key that have the same are equal."""

# A decimal of so many digits is hashed as a whole number, a longer one as bytes.
LONG_DIGITS = 18

CANONICAL = {
    "bigint": ("n", "cast({0} as string)"),
    "decimal": ("n", "rtrim('.', rtrim('0', cast({0} as string)))"),
    "double": ("f", "cast({0} + 0.0D as string)"),  # + 0.0 makes -0.0 and 0.0 one value
    "string": ("s", "{0}"),
    "boolean": ("b", "cast({0} as string)"),
    "date": ("d", "cast({0} as string)"),
    "timestamp": ("t", "cast(unix_micros({0}) as string)"),
}
DECIMAL = re.compile(r"decimal\((\d+),\s*(\d+)\)")
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


def prints(columns: Iterable[Typed]) -> dict[str, Column]:
    """The prints of the given columns (`name`, `type`), by name."""
    ordered = sorted(columns, key=lambda column: column["name"])
    values = ", ".join(_printed(column["name"], column["type"]) for column in ordered)
    return {name: F.expr(f"xxhash64({seed}L, {values})") for seed, name in enumerate(PRINTS)}


def _printed(name: str, type_: str) -> str:
    """Arguments of xxhash64, which passes over NULL: the column's number, and its value."""
    family, text = _canonical(type_)
    number = int.from_bytes(hashlib.sha256(f"{name}:{family}".encode()).digest()[:8], signed=True)
    values = [value.format(quoted(name)) for value in _raw(type_, text)]
    return ", ".join([f"if({quoted(name)} is null, null, {number}L)", *values])


def _raw(type_: str, text: str) -> list[str]:
    """What of a value is hashed, as templates: the same when its type got wider."""
    decimal = DECIMAL.fullmatch(type_)
    if decimal and int(decimal[1]) > LONG_DIGITS >= int(decimal[2]):
        short = f"cast({{0}} as decimal({LONG_DIGITS},{decimal[2]}))"
        return [short, f"if({short} is null, {{0}}, null)"]
    return ["{0} + 0.0D" if type_ == "double" else "{0}" if decimal or type_ in CANONICAL else text]


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
    decimal = DECIMAL.fullmatch(type_)
    if decimal:
        return CANONICAL["decimal" if 0 < int(decimal[2]) <= PLAIN_SCALE else "bigint"]
    return CANONICAL.get(type_, NESTED)
