"""Which snapshots of a table no reader needs any more."""

from typing import Any, NamedTuple

from etl.platform.changed_files import each_of
from etl.platform.iceberg import COMPACTION, Table
from etl.platform.java import mapping


class Snapshot(NamedTuple):
    """A snapshot: the one before it, when it was committed (epoch ms), and by which operation."""

    parent: int | None
    committed: int
    operation: str


def all_of(table: Table) -> dict[int, Snapshot]:
    """The snapshots of the table that have not expired, by id."""
    return {int(each.snapshotId()): _snapshot(each) for each in each_of(table.java().snapshots())}


def unneeded(table: Table, since: int, read: set[int]) -> list[int]:
    """The snapshots that can go. These stay, as somebody may read them:

    - each that a branch or tag names: states of marts, loads and builds in flight;
    - each that was committed or served at the time `since` (epoch ms) or later: a query or a job began with it;
    - what is served, back to the snapshot that compaction took the rows of, which says what they were made from;
    - those that are `read` to see what has changed since, and all that followed them.
    """
    java, known, served = table.java(), all_of(table), table.newest()
    kept = {int(ref.snapshotId()) for ref in mapping(java.refs()).values()}
    kept |= {id_ for id_, each in known.items() if each.committed >= since}
    kept |= _served_since(java, since)
    line = _back_from(served, known)
    kept |= set(line[: _length(line, known)])
    oldest = [line.index(id_) for id_ in read & set(line)]
    kept |= set(line[: max(oldest, default=-1) + 1]) | read
    return sorted(known.keys() - kept)


def _snapshot(java: Any) -> Snapshot:
    parent = java.parentId()
    return Snapshot(None if parent is None else int(parent), int(java.timestampMillis()), str(java.operation()))


def _served_since(java: Any, since: int) -> set[int]:
    """What `main` was at that time, and has been since."""
    served = [(int(entry.timestampMillis()), int(entry.snapshotId())) for entry in each_of(java.history())]
    before = [id_ for at, id_ in served if at < since]
    return {id_ for at, id_ in served if at >= since} | set(before[-1:])


def _back_from(snapshot: int | None, known: dict[int, Snapshot]) -> list[int]:
    """The snapshot and those before it, the newest first."""
    line: list[int] = []
    while snapshot in known:
        line.append(snapshot)
        snapshot = known[snapshot].parent
    return line


def _length(line: list[int], known: dict[int, Snapshot]) -> int:
    """How many of them it takes to come to one that wrote rows."""
    compacted = [known[id_].operation == COMPACTION for id_ in line]
    return compacted.index(False) + 1 if False in compacted else len(line)
