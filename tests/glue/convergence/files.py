"""Files of a table, and the kinds of tables, in plain Python; nothing of the product is imported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple, TypeAlias

Row: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """What a table declares. `columns` are {name: Spark type}."""

    name: str
    feed: Literal["snapshot", "changes"]
    columns: dict[str, str]
    natural_key: tuple[str, ...] = ("id",)
    another_file: Literal["hold", "replace", "parts"] = "hold"
    deletes: Literal["delete", "ignore"] = "delete"
    sequence_by: str | None = None
    has_operation: bool = False

    @property
    def key(self) -> list[str]:
        """The columns that identify a row."""
        return list(self.natural_key or self.columns)


@dataclass(frozen=True)
class File:
    """A file as it was sent on 1 April: `minute` says which of two is newer, `name` which file of its date it is.

    `day` of its batch date counts from 1 March.
    """

    day: int
    name: str
    minute: int
    rows: tuple[tuple[Any, ...], ...]

    @property
    def batch_date(self) -> str:
        """The date that it speaks for."""
        return str(date(2026, 3, 1) + timedelta(days=self.day - 1))

    @property
    def at(self) -> str:
        """The time of day at which it was sent."""
        return f"06:{self.minute:02}"

    def text(self, kind: Kind) -> str:
        """Its bytes, as csv; an empty field is NULL."""
        lines = [[name.upper() for name in kind.columns], *self.rows]
        return "".join(",".join("" if value is None else str(value) for value in line) + "\n" for line in lines)


class Committed(NamedTuple):
    """A load that is in the table, as its audit columns tell of it: `order` is by which the newer of two is known."""

    load_id: str
    date: str
    loaded_at: str
    source_file: str
    rows: list[Row]

    @property
    def order(self) -> tuple[str, str]:
        return (self.loaded_at, self.load_id)


SIMPLE = {"id": "bigint", "name": "string"}
TIMED = {**SIMPLE, "at": "bigint"}
CODED = {"op": "string", **SIMPLE}
KINDS = [
    Kind("snapshot", "snapshot", SIMPLE),
    Kind("changes", "changes", TIMED, sequence_by="at"),
    Kind("snapshot without a key", "snapshot", SIMPLE, natural_key=(), another_file="replace"),
    Kind("changes with operations", "changes", {"op": "string", **TIMED}, sequence_by="at", has_operation=True),
    Kind("snapshot in parts", "snapshot", SIMPLE, another_file="parts"),
    Kind("changes in the order of files", "changes", CODED, sequence_by="file_order", has_operation=True),
    Kind("snapshot that keeps absent keys", "snapshot", SIMPLE, another_file="replace", deletes="ignore"),
    Kind("changes in the order of files without operations", "changes", SIMPLE, sequence_by="file_order"),
]
