"""What a database has to tell: its words for the few expressions that a pull is made of."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from etl.documents import ColumnFamily
from etl.errors import SluiceError
from etl.pull.columns import Found


class Database(ABC):
    """A kind of database. Arguments called `column` are SQL expressions, such as a quoted name."""

    name: ClassVar[str]
    url_prefix: ClassVar[str]
    driver: ClassVar[str]
    shares_instant: ClassVar[bool] = False
    """Whether several connections can read one instant."""
    rowid: ClassVar[str | None] = None
    """The pseudo-column with the address of a row, where addresses can divide the rows."""
    remedies: ClassVar[Sequence[tuple[str, type[SluiceError]]]] = ()
    """Pairs of a pattern of the driver's message and the error that it is; etl/pull/failures.py has what to do."""

    @abstractmethod
    def family(self, type_: str, digits: int, scale: int) -> ColumnFamily:
        """What a column of that type holds, of the words of etl/pull/columns.py."""

    def quoted(self, name: str) -> str:
        """A name as a statement quotes it."""
        return '"' + name.replace('"', '""') + '"'

    def properties(self, ssl: bool, url: str) -> dict[str, str]:
        """Properties of the driver for `url`; with `ssl`, nothing goes over the network in the clear."""
        return {}

    def session(self, instant: str | None, is_query: bool) -> str:
        """The statement that begins a session: in UTC, and at `instant` where that takes a statement."""
        return ""

    def instant_sql(self) -> str | None:
        """The statement that gives the instant to read; None where no other connection could read it."""
        return None

    def at(self, relation: str, instant: str | None) -> str:
        """The relation as it was at `instant`."""
        return relation

    def subquery(self, sql: str, name: str) -> str:
        """A query in place of a relation."""
        return f"({sql}) {name}"

    # Values

    def as_bigint(self, column: str) -> str:
        """A whole number of at most 64 bits."""
        return f"cast({column} as bigint)"

    def as_decimal(self, column: str, precision: int, scale: int) -> str:
        """A decimal of that many digits."""
        return f"cast({column} as decimal({precision},{scale}))"

    @abstractmethod
    def as_double(self, column: str) -> str:
        """A double."""

    def as_boolean(self, column: str, family: str) -> str:
        """A boolean, or the number 0 or 1, which a driver takes for one."""
        return column

    @abstractmethod
    def as_text(self, column: str, found: Found) -> str:
        """The text of a value, whatever its type: digits as they are, bytes in hexadecimal."""

    @abstractmethod
    def as_plain_text(self, column: str) -> str:
        """A time as the database itself writes it, for a message."""

    def joined(self, left: str, right: str) -> str:
        """Two texts as one."""
        return f"{left} || {right}"

    @abstractmethod
    def as_date(self, column: str) -> str:
        """A day as the text 2026-03-01."""

    @abstractmethod
    def as_instant(self, column: str, found: Found) -> str:
        """A time in UTC as the text 2026-03-01T06:00:00.000000Z. A time without a zone is one in UTC."""

    @abstractmethod
    def hashed(self, columns: Sequence[str], buckets: int) -> str:
        """A whole number from 0 to `buckets` - 1, the same for equal values."""

    def rowid_bounds(self, relation: str, parts: int) -> str:
        """The statement that gives one row of `parts` - 1 addresses, as text, which divide the rows about equally."""
        raise NotImplementedError

    def rowid_literal(self, value: str) -> str:
        """An address of a row."""
        raise NotImplementedError

    # Conditions

    def has_no_time(self, column: str) -> str:
        """Whether a time is midnight."""
        return f"{column} = cast({column} as date)"

    def in_microseconds(self, column: str, found: Found) -> str | None:
        """Whether a time has no digits below microseconds; None where the type has none."""
        return None

    def in_calendar(self, column: str, found: Found) -> str | None:
        """Whether a day is between the years 1 and 9999; None where the type has no others."""
        return f"{column} between {self.literal('0001-01-01', found)} and {self.literal('9999-12-31 23:59:59', found)}"

    @abstractmethod
    def literal(self, value: str, found: Found) -> str:
        """A bound of the column: an integer, a day, or a time in UTC with a blank between day and time."""
