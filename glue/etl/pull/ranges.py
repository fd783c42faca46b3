"""How the rows of a pull are divided among connections: conditions of which each row meets exactly one."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import pairwise

from etl.documents import JdbcSource
from etl.pull.columns import Found
from etl.pull.databases import DATABASES, Database
from etl.pull.statement import SPLIT

TIME = "%Y-%m-%d %H:%M:%S.%f"


def conditions(jdbc: JdbcSource, readers: int, column: Found | None, bounds: tuple[str, str] | None) -> list[str]:
    """At most `readers` conditions on the column `_split`.

    `bounds` are the least and the greatest value of a split by ranges, as text; None for a table without a value.
    """
    split_by = jdbc["split_by"]
    if split_by is None or readers == 1:
        return ["1 = 1"]
    database = DATABASES[jdbc["database"]]
    name = database.quoted(SPLIT)
    if split_by["hash"]:
        # The hash counts to the configured number of connections, of which one may hold the instant.
        buckets = jdbc["connections"]
        return [_bucket(name, range(reader, buckets, readers)) for reader in range(readers)]
    if bounds is None or column is None:
        return ["1 = 1"]
    return divided(database, [database.literal(value, column) for value in between(*bounds, readers)])


def divided(database: Database, inner: list[str]) -> list[str]:
    """The conditions of the ranges between these literals of the column `_split`; null is in the first."""
    if not inner:
        return ["1 = 1"]
    name = database.quoted(SPLIT)
    ranges = [f"{name} >= {low} and {name} < {high}" for low, high in pairwise(inner)]
    return [f"{name} < {inner[0]} or {name} is null", *ranges, f"{name} >= {inner[-1]}"]


def _bucket(name: str, buckets: range) -> str:
    return f"{name} in ({', '.join(str(each) for each in buckets)})"


def between(least: str, greatest: str, parts: int) -> list[str]:
    """The values, each once, that divide the range into equal `parts`: integers, days or times, as `least` is."""
    if not _is_time(least):
        low, high = int(least), int(greatest) + 1
        return _distinct(str(low + (high - low) * part // parts) for part in range(1, parts))
    start, end = as_time(least), as_time(greatest)
    step = (end - start) / parts
    return _distinct(_text(start + step * part, like=least) for part in range(1, parts))


def _distinct(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))


def _text(time: datetime, like: str) -> str:
    return time.isoformat(" ", "microseconds") if " " in like else time.date().isoformat()


def _is_time(value: str) -> bool:
    return len(value) >= 10 and value[4:5] == "-"


def as_time(value: str) -> datetime:
    """A day, or a time in UTC with or without a fraction of a second."""
    if " " not in value:
        return datetime.combine(date.fromisoformat(value), datetime.min.time())
    return datetime.strptime(value if "." in value else f"{value}.0", TIME)


def below(value: str, overlap: int) -> str:
    """The value of a watermark `overlap` lower: seconds of a time, whole days of a day, or units of an integer."""
    if not _is_time(value):
        return str(int(value) - overlap)
    return _text(as_time(value) - timedelta(seconds=overlap), like=value)
