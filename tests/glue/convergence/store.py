"""Which files a table has, by what it declares: what comes is held, taken, or takes the place of another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

from tests.glue.convergence.files import Committed, File, Kind

Delivery: TypeAlias = tuple[dict[str, Any], dict[str, Any]]
"""A load, and the facts of its file."""


@dataclass
class Store:
    """`loads` has the load of every file that was ever accepted and is not withdrawn; `batches`, those of parts."""

    kind: Kind
    loads: dict[File, Delivery] = field(default_factory=dict)
    places: dict[int, str] = field(default_factory=dict)
    batches: dict[int, Delivery] = field(default_factory=dict)

    def holds(self, file: File) -> bool:
        """Whether a file of another name has the date."""
        one_name = self.kind.feed == "snapshot" and self.kind.another_file == "hold"
        return one_name and self.places.get(file.day, file.name) != file.name

    def add(self, file: File, load: Delivery, batch: Delivery | None = None) -> None:
        """Accept a file; `batch` is what a part makes with the parts that are there."""
        self.places.setdefault(file.day, file.name)
        self.loads.setdefault(file, load)
        if batch:
            self.batches[file.day] = batch

    def parts(self, day: int) -> list[File]:
        """The newest version of each part of a date."""
        newest: dict[str, File] = {}
        for file in sorted(self.loads, key=self._order):
            if file.day == day:
                newest[file.name] = file
        return list(newest.values())

    def live(self, day: int) -> File | None:
        """The file that a date's rows come from, where it has one."""
        return max((file for file in self.loads if file.day == day), key=self._order, default=None)

    def withdraw(self, file: File) -> File | None:
        """Take a file out; returns the file that takes its place, if its place was the date's."""
        was = self.live(file.day)
        del self.loads[file]
        heir = self.live(file.day)
        if heir is None:
            self.places.pop(file.day, None)
        return heir if was == file and self.kind.feed == "snapshot" else None

    def committed(self) -> list[Committed]:
        """The loads whose rows the table has."""
        if self.kind.feed == "changes":
            return [self._of(self.loads[file], [file]) for file in self.loads]
        days = sorted({file.day for file in self.loads})
        if self.kind.another_file == "parts":
            return [self._of(self.batches[day], self.parts(day)) for day in days]
        live = [self.live(day) for day in days]
        return [self._of(self.loads[file], [file]) for file in live if file]

    def _order(self, file: File) -> tuple[str, str]:
        load = self.loads[file][0]
        return (load["loaded_at"], load["load_id"])

    def _of(self, delivery: Delivery, files: list[File]) -> Committed:
        load = delivery[0]
        rows = [dict(zip(self.kind.columns, row, strict=True)) for file in files for row in file.rows]
        source_file = f"s3://{load['bucket']}/{load['key']}"
        return Committed(load["load_id"], load["batch_date"], load["loaded_at"], source_file, rows)
