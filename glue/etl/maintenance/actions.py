"""Iceberg's actions on one table. None changes a row, and each commits by itself: a crash between two does no harm."""

from typing import Any

from etl.platform.iceberg import Table, retried

FILES = {
    # Deletes are marked by position only, so that rewritten rows need none of the marks before.
    "use-starting-sequence-number": "false",
    "remove-dangling-deletes": "true",
    "delete-file-threshold": "5",
}
MOST_MANIFESTS = 10
"""Of more, readers feel the time that planning takes."""


def compact(table: Table) -> None:
    """Put the rows of many small files, and of files with many marks of deleted rows, into few files."""

    def rewrite() -> None:
        action = _actions(table).rewriteDataFiles(table.java())
        for name, value in FILES.items():
            action = action.option(name, value)
        action.execute()

    retried(table, rewrite)
    if table.manifests() > MOST_MANIFESTS:
        retried(table, lambda: _actions(table).rewriteManifests(table.java()).execute())


def expire(table: Table, snapshots: list[int]) -> None:
    """Remove these snapshots, and the files that only they have."""

    def remove() -> None:
        action = _actions(table).expireSnapshots(table.java()).expireOlderThan(0)
        for snapshot in snapshots:
            action = action.expireSnapshotId(snapshot)
        action.execute()

    if snapshots:
        retried(table, remove)


def remove_orphans(table: Table, before: int) -> None:
    """Remove the files below the table's location that it does not know, last written before that time (epoch ms)."""
    _actions(table).deleteOrphanFiles(table.java()).usePrefixListing(True).olderThan(before).execute()


def _actions(table: Table) -> Any:
    jvm: Any = table.spark._jvm
    return jvm.org.apache.iceberg.spark.actions.SparkActions.get(table.spark._jsparkSession)
