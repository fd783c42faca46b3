"""How a column of the database becomes the column that row.schema.json declares: a small function for each type.

Decimals and integers travel as they are. Days and times travel as text in UTC, since a driver makes them of the time
zone of its JVM and of a calendar that changes in 1582.
"""

import re
from collections.abc import Callable

from etl.documents import Column
from etl.pull.columns import (
    BINARY,
    BOOLEAN,
    DATE,
    DECIMAL,
    FLOAT,
    INTEGER,
    INTERVAL,
    LONGEST_WHOLE,
    NUMBER,
    TEXT,
    TIMESTAMP,
    ZONED,
    Found,
    Reading,
)
from etl.pull.databases import Database
from etl.pull.errors import PullTypeError

LONGEST_DOUBLE = 15
"""Digits that a double keeps."""


def reading(database: Database, table: str, column: Column, found: Found) -> Reading:
    """The expression for a column of the contract. Raises PullTypeError where a value could lose something."""
    kind = column["type"].partition("(")[0]
    made = READINGS[kind](database, column, found)
    if made is None:
        raise PullTypeError(f"{table}: {_refusal(column, found)}")
    return made


def _refusal(column: Column, found: Found) -> str:
    name, type_ = column["source_name"], found.type.upper()
    if found.family == NUMBER and column["type"] == "double":
        return (
            f"the column {found.name} is a {type_} without precision in the database, and the property {name} a number "
            "without multipleOf, expected the digits after the point from one of them, since a double keeps "
            f'{LONGEST_DOUBLE} digits; add "multipleOf": 0.01, or as many digits as there are, to row.schema.json.'
        )
    remedy = {
        FLOAT: '"type": "number" without multipleOf',
        BOOLEAN: '"type": "boolean"',
        DATE: '"format": "date"',
        TIMESTAMP: '"format": "date-time"',
        ZONED: '"format": "date-time"',
        INTEGER: '"type": "integer"',
        DECIMAL: '"type": "number" with multipleOf',
        NUMBER: '"type": "number" with multipleOf',
    }.get(found.family, '"type": "string"')
    return (
        f"the column {found.name} is a {type_} in the database, and the property {name} a {column['type']}, which "
        f'cannot hold it without loss; declare {remedy} in row.schema.json, or cast the column in a "query".'
    )


def _bigint(database: Database, column: Column, found: Found) -> Reading | None:
    if found.family not in (INTEGER, DECIMAL, NUMBER):
        return None
    name = database.quoted(found.name)
    is_safe = found.family == INTEGER or (
        found.family == DECIMAL and found.scale <= 0 and found.digits <= LONGEST_WHOLE
    )
    fits = None if is_safe else f"round({name}, 0) = {name} and abs({name}) < 9223372036854775807"
    return Reading(database.as_bigint(name), "bigint", fits)


def _decimal(database: Database, column: Column, found: Found) -> Reading | None:
    if found.family not in (INTEGER, DECIMAL, NUMBER):
        return None
    precision, scale = decimal_of(column["type"])
    name = database.quoted(found.name)
    is_stated = found.family == DECIMAL and found.digits > 0
    is_safe = is_stated and found.scale <= scale and found.digits - found.scale <= precision - scale
    fits = None if is_safe else f"round({name}, {scale}) = {name} and abs({name}) < 1{'0' * (precision - scale)}"
    return Reading(database.as_decimal(name, precision, scale), column["type"], fits)


def decimal_of(type_: str) -> tuple[int, int]:
    """Precision and scale of `decimal(18,2)`."""
    precision, scale = re.findall(r"\d+", type_)
    return int(precision), int(scale)


def _double(database: Database, column: Column, found: Found) -> Reading | None:
    is_short = found.family in (INTEGER, DECIMAL) and 0 < found.digits <= LONGEST_DOUBLE
    if found.family != FLOAT and not is_short:
        return None
    return Reading(database.as_double(database.quoted(found.name)), "double")


def _string(database: Database, column: Column, found: Found) -> Reading | None:
    if found.family not in (TEXT, BINARY, INTERVAL, INTEGER, DECIMAL, NUMBER):
        return None
    return Reading(database.as_text(database.quoted(found.name), found), "string")


def _boolean(database: Database, column: Column, found: Found) -> Reading | None:
    name = database.quoted(found.name)
    if found.family == BOOLEAN:
        return Reading(name, "boolean")
    if found.family not in (INTEGER, DECIMAL, NUMBER):
        return None
    return Reading(database.as_boolean(name, found.family), "boolean", f"{name} in (0, 1)")


def _date(database: Database, column: Column, found: Found) -> Reading | None:
    if found.family not in (DATE, TIMESTAMP):
        return None
    name = database.quoted(found.name)
    midnight = database.has_no_time(name) if found.family == TIMESTAMP else None
    return Reading(database.as_date(name), "string", _all(database.in_calendar(name, found), midnight))


def _timestamp(database: Database, column: Column, found: Found) -> Reading | None:
    if found.family not in (DATE, TIMESTAMP, ZONED):
        return None
    name = database.quoted(found.name)
    fits = _all(database.in_calendar(name, found), database.in_microseconds(name, found))
    return Reading(database.as_instant(name, found), "string", fits)


def _all(*conditions: str | None) -> str | None:
    return " and ".join(each for each in conditions if each) or None


READINGS: dict[str, Callable[[Database, Column, Found], Reading | None]] = {
    "bigint": _bigint,
    "decimal": _decimal,
    "double": _double,
    "string": _string,
    "boolean": _boolean,
    "date": _date,
    "timestamp": _timestamp,
}
