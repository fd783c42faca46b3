"""What changed between two snapshots of an Iceberg table, by its data files."""

import uuid
from collections.abc import Iterator
from typing import Any, NamedTuple

from pyspark.sql import DataFrame

from etl.platform.iceberg import COMPACTION, Table


class Changed(NamedTuple):
    """Data files (Java). A row that did not change may be in files of both kinds, copied from one to the other."""

    removed: list[Any]
    added: list[Any]


def between(table: Table, since: int, until: int) -> Changed | None:
    """The files that the snapshots after `since`, up to `until`, removed and added.

    Compaction changes no row, and is passed over. None where this says nothing: a snapshot on the way has expired,
    `since` is not on the way, or rows were deleted that stay in their files.
    """
    java = table.java()
    files = Changed([], [])
    snapshot = java.snapshot(until)
    while snapshot is not None and snapshot.snapshotId() != since:
        if snapshot.operation() != COMPACTION:
            if each_of(snapshot.addedDeleteFiles(java.io())) or each_of(snapshot.removedDeleteFiles(java.io())):
                return None
            files.removed.extend(each_of(snapshot.removedDataFiles(java.io())))
            files.added.extend(each_of(snapshot.addedDataFiles(java.io())))
        parent = snapshot.parentId()
        snapshot = None if parent is None else java.snapshot(parent)
    return None if snapshot is None else files


def has(table: Table, snapshot: int, column: str, first: str, end: str | None) -> bool | None:
    """Whether a snapshot has rows with `first` <= column < `end` (None: open), by the least and most of each file.

    None where this says nothing: the files that may have such rows have others, too.
    """
    java, expressions = table.java(), table.spark._jvm.org.apache.iceberg.expressions  # type: ignore[union-attr]
    wanted = expressions.Expressions.greaterThanOrEqual(column, first)
    if end is not None:
        wanted = getattr(expressions.Expressions, "and")(wanted, expressions.Expressions.lessThan(column, end))
    all_of = expressions.StrictMetricsEvaluator(java.schema(), wanted)
    tasks = java.newScan().useSnapshot(snapshot).filter(wanted).includeColumnStats().planFiles()
    try:
        sure = [bool(all_of.eval(task.file())) for task in each_of(tasks)]
    finally:
        tasks.close()
    return any(sure) or (None if sure else False)


class StagedFiles:
    """Reads some data files of a table, as the jobs of Iceberg's own maintenance do; a context manager."""

    def __init__(self, table: Table, files: list[Any]) -> None:
        self.table, self.files, self.name = table, files, uuid.uuid4().hex

    def __enter__(self) -> DataFrame:
        """The rows of the files; where they were changed twice, twice."""
        tasks = self._java().util.ArrayList()
        for task in self._tasks():
            tasks.add(task)
        self._manager().stageTasks(self.table.java(), self.name, tasks)
        reader = self.table.spark.read.format("iceberg").option("scan-task-set-id", self.name)
        return reader.load(self.table.identifier)

    def __exit__(self, *error: object) -> None:
        self._manager().removeTasks(self.table.java(), self.name)

    def _tasks(self) -> Iterator[Any]:
        iceberg, table = self._java_iceberg(), self.table.java()
        schema = iceberg.SchemaParser.toJson(table.schema())
        specs = {number: iceberg.PartitionSpecParser.toJson(spec) for number, spec in table.specs().items()}
        every = iceberg.expressions.ResidualEvaluator.unpartitioned(iceberg.expressions.Expressions.alwaysTrue())
        no_deletes = self.table.spark.sparkContext._gateway.new_array(iceberg.DeleteFile, 0)  # type: ignore[union-attr]
        for file in self.files:
            yield iceberg.BaseFileScanTask(file, no_deletes, schema, specs[file.specId()], every)

    def _manager(self) -> Any:
        return self._java_iceberg().spark.ScanTaskSetManager.get()

    def _java_iceberg(self) -> Any:
        return self.table.spark._jvm.org.apache.iceberg  # type: ignore[union-attr]

    def _java(self) -> Any:
        return self.table.spark._jvm.java  # type: ignore[union-attr]


def each_of(java: Any) -> list[Any]:
    """The elements of a Java Iterable."""
    found, iterator = [], java.iterator()
    while iterator.hasNext():
        found.append(iterator.next())
    return found
