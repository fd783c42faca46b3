"""One run of the maintenance job: the tables one after the other, each with a fate of its own."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from pyspark.sql import SparkSession

from etl.definitions import lookup
from etl.documents import Definitions, MaintainedTable, MaintenanceReport, TableSize
from etl.errors import MaintenanceError
from etl.load.places import Places
from etl.maintenance import actions, references, snapshots, states
from etl.maintenance.needs import days_read, snapshots_read
from etl.marts.run import MartRun
from etl.platform import session
from etl.platform.failures import told
from etl.platform.iceberg import Table
from etl.platform.objects import Objects

UNKNOWN: TableSize = {"files": 0, "snapshots": 0, "bytes": 0}
"""Of a table that cannot be read."""


@dataclass(frozen=True)
class Deployment:
    """Where the tables are, and how long is kept what nothing needs.

    `keep_days`: replaced snapshots, files that no table knows, states that no load has registered. `mart_states`: of a
    mart, the states of so many batch dates, and the served one.
    """

    staging_database: str
    staging_bucket: str
    mart_database: str
    mart_bucket: str
    keep_days: int
    mart_states: int


class Maintained(NamedTuple):
    """A table to maintain: its name for people, a mart with its number of states, a staging table with their place."""

    name: str
    table: Table
    mart_states: int | None
    load_states: str | None


@dataclass
class Maintenance:
    """`now` decides what is old."""

    spark: SparkSession
    objects: Objects
    definitions: Definitions
    at: Deployment
    now: datetime
    read: dict[str, set[int]] = field(init=False)
    """By table, the snapshots from which a mart goes on to see what has changed."""

    def __post_init__(self) -> None:
        self.read = snapshots_read(self._mart_run(mart) for mart in self.definitions["marts"])

    def planned(self, tables: Iterable[str], marts: Iterable[str]) -> list[Maintained]:
        """These tables and marts, or all, as far as they exist. Raises DefinitionError for an unknown one."""
        known, known_marts = self.definitions["tables"], self.definitions["marts"]
        for name in tables:
            lookup(known, "tables", name)
        for name in marts:
            lookup(known_marts, "marts", name)
        asked = {*tables, *marts}
        found = [self._staging(name) for name in known if name in asked or not asked]
        found += [self._mart(name) for name in known_marts if name in asked or not asked]
        return [each for each in found if each.table.exists()]

    def maintain(self, it: Maintained) -> MaintainedTable:
        """Maintain one table; an error is told in the answer."""
        before = after = UNKNOWN
        error = None
        try:
            before = after = self._size(it)
            session.prepare(self.spark, before["bytes"])
            self._steps(it)
            after = self._size(it)
        except Exception as cause:
            why = told(cause)
            error = f"{why.error}: {why.error_message}"
        return {"table": it.name, "before": before, "after": after, "error": error}

    def _steps(self, it: Maintained) -> None:
        """Each step leaves the table right, so that a crash or an error after it does no harm."""
        old = self.now - timedelta(self.at.keep_days)
        since = int(old.timestamp() * 1000)
        actions.compact(it.table)
        actions.expire(it.table, snapshots.unneeded(it.table, since, self.read.get(it.table.identifier, set())))
        # After the expiry, so that whoever reads such a state has until the next run.
        if it.mart_states is not None:
            references.retire_states(it.table, it.mart_states)
        references.remove_branches(it.table, since)
        actions.remove_orphans(it.table, since)
        if it.load_states is not None:
            states.remove_unregistered(self.objects, it.table, it.load_states, old)

    def _staging(self, name: str) -> Maintained:
        short = self.definitions["tables"][name]["name"]
        places = Places(short, self.at.staging_database, self.at.staging_bucket, quarantine_bucket="")
        return Maintained(name, Table(self.spark, places.database, short, follows=True), None, places.states)

    def _mart(self, name: str) -> Maintained:
        most = max(self.at.mart_states, days_read(name, self.definitions["marts"].values()))
        return Maintained(f"mart.{name}", Table(self.spark, self.at.mart_database, name, follows=True), most, None)

    def _mart_run(self, name: str) -> MartRun:
        where = (self.at.staging_database, self.at.mart_database, self.at.mart_bucket)
        return MartRun(self.spark, self.definitions["marts"][name], "", self.definitions["tables"], "", *where)

    def _size(self, it: Maintained) -> TableSize:
        java = it.table.java()
        places = [str(java.location()), *([it.load_states] if it.load_states else [])]
        return {
            "files": it.table.files(),
            "snapshots": len(snapshots.all_of(it.table)),
            "bytes": sum(each.size for place in places for each in self.objects.written_below(f"{place}/")),
        }


def maintain(run: Maintenance, tables: Iterable[str] = (), marts: Iterable[str] = ()) -> Iterator[MaintenanceReport]:
    """Maintain these tables and marts, or all; gives the report before the first of them, and again after each.

    Raises MaintenanceError in the end when some failed, and DefinitionError for an unknown one.
    """
    planned = run.planned(tables, marts)
    done: list[MaintainedTable] = []
    yield {"planned": len(planned), "tables": done}
    for each in planned:
        done.append(run.maintain(each))
        yield {"planned": len(planned), "tables": done}
    failed = [f"{each['table']}: {each['error']}" for each in done if each["error"]]
    if failed:
        raise MaintenanceError(
            f"The maintenance of {len(failed)} of {len(done)} tables failed; no row has changed, and the next run "
            f"tries again: {'; '.join(failed)}"
        )
