"""The history of a table, worked out from the files that are committed: slowly, all at once, in plain Python.

It is the oracle of the staging job, so that nothing of it is shared with the job. A row of the log is a dict of its
own columns and the audit columns.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any, NamedTuple

from tests.glue.convergence.files import Committed, Kind, Row

MICROSECONDS = 1_000_000


class History(NamedTuple):
    """`states`: of each batch date of a snapshot, the load and the row hash of each key that is live then; a key is the
    values of the natural key, or the `_key` of rows without one."""

    log: list[Row]
    states: dict[str, tuple[str, dict[tuple[Any, ...], str]]]


def history(kind: Kind, loads: list[Committed]) -> History:
    """The history of a table that has these loads; of a snapshot, one for each batch date."""
    return _snapshots(kind, loads) if kind.feed == "snapshot" else History(_changes(kind, loads), {})


def _snapshots(kind: Kind, loads: list[Committed]) -> History:
    log: list[Row] = []
    states = {}
    live: dict[str, Row] = {}
    for load in sorted(loads, key=lambda load: load.date):
        now = _by_key(kind, load)
        absent = {key: row for key, row in live.items() if key not in now}
        for key, row in now.items():
            if key not in live:
                log.append(_logged(kind, load, row, "insert", key))
            elif _hash(kind, row) != _hash(kind, live[key]):
                log.append(_logged(kind, load, row, "update", key))
        if kind.deletes == "delete":
            for key, row in absent.items():
                left = {name: row[name] if name in kind.key else None for name in kind.columns}
                log.append(_logged(kind, load, left, "delete", key))
        live = now if kind.deletes == "delete" else absent | now
        states[load.date] = (load.load_id, {_identity(kind, key, row): _hash(kind, row) for key, row in live.items()})
    return History(log, states)


def _identity(kind: Kind, key: str, row: Row) -> tuple[Any, ...]:
    return tuple(row[name] for name in kind.natural_key) or (key,)


def _by_key(kind: Kind, load: Committed) -> dict[str, Row]:
    """Of rows without a natural key, equal ones are numbered."""
    rows: dict[str, Row] = {}
    seen: dict[str, int] = defaultdict(int)
    for row in load.rows:
        content = _hash(kind, row)
        seen[content] += 1
        key = _key(kind, row) if kind.natural_key else _sha(f"4:shop;{content}#{seen[content]}")
        rows[key] = row
    return rows


def _changes(kind: Kind, loads: list[Committed]) -> list[Row]:
    kept: dict[tuple[Any, ...], Row] = {}
    for load in sorted(loads, key=lambda load: (load.date, *load.order)):
        for row in _numbered(kind, load):
            same = [row["_key"], row["_sequence"], row["_row_hash"], row["_change_type"] == "delete"]
            own = [load.load_id] if kind.sequence_by == "file_order" else []
            kept.setdefault((*same, row["_occurrence"], *own), row)
    log = list(kept.values())
    return log if kind.has_operation else _inferred(log)


def _numbered(kind: Kind, load: Committed) -> list[Row]:
    """A load's rows with their place in it, and which of the equal changes each is; one that repeats its predecessor
    of the same key and moment is that change again."""
    numbered = []
    last: dict[Any, Row] = {}
    count: dict[Any, int] = defaultdict(int)
    for position, row in enumerate(load.rows):
        change = {"I": "insert", "U": "update", "D": "delete"}[row["op"]] if kind.has_operation else None
        made = _logged(kind, load, row, change, _key(kind, row)) | {"_position": position}
        moment = (made["_key"], made["_sequence"])
        content = (*moment, made["_row_hash"], change == "delete")
        before = last.get(moment)
        if before is None or (before["_row_hash"], before["_change_type"] == "delete") != content[2:]:
            count[content] += 1
        last[moment] = made
        numbered.append(made | {"_occurrence": count[content]})
    return numbered


def _inferred(log: list[Row]) -> list[Row]:
    """Without an operation, the first version of a key is an insert and the others are updates."""
    seen: set[str] = set()
    done = []
    for row in sorted(log, key=_version):
        done.append(row | {"_change_type": "update" if row["_key"] in seen else "insert"})
        seen.add(row["_key"])
    return done


def _version(row: Row) -> tuple[Any, ...]:
    """Orders the versions of a key. Snapshots have one on each date."""
    load = (row["_batch_date"], row["_loaded_at"], row["_load_id"])
    return (row["_sequence"], *load, row.get("_position", 0), row["_row_hash"])


def versions(log: list[Row]) -> dict[str, list[Row]]:
    """The versions of each key in order, the last one of each moment."""
    settled: dict[str, dict[int, Row]] = defaultdict(dict)
    for row in sorted(log, key=_version):
        settled[row["_key"]][row["_sequence"]] = row
    return {key: list(moments.values()) for key, moments in settled.items()}


def current(log: list[Row]) -> list[Row]:
    """The latest version of each key, deletes gone."""
    return [each[-1] for each in versions(log).values() if each[-1]["_change_type"] != "delete"]


def intervals(log: list[Row]) -> list[tuple[str, str, int, int | None]]:
    """(key, row hash, sequence from which, sequence until which) of each version that a reader sees: the history."""
    found = []
    for key, each in versions(log).items():
        turns: list[tuple[str | None, int]] = []
        for row in each:
            content = None if row["_change_type"] == "delete" else row["_row_hash"]
            if not turns or turns[-1][0] != content:
                turns.append((content, row["_sequence"]))
        ends = [at for _, at in turns[1:]] + [None]
        found += [(key, content, at, end) for (content, at), end in zip(turns, ends, strict=True) if content]
    return found


def _logged(kind: Kind, load: Committed, row: Row, change: str | None, key: str) -> Row:
    sequence = row.get(kind.sequence_by, midnight(load.date)) if kind.sequence_by else midnight(load.date)
    return row | {
        "_change_type": change,
        "_key": key,
        "_row_hash": _hash(kind, row),
        "_sequence": sequence,
        "_batch_date": load.date,
        "_load_id": load.load_id,
        "_source_system": "shop",
        "_source_file": load.source_file,
        "_loaded_at": load.loaded_at,
    }


def midnight(date: str) -> int:
    """Microseconds since the epoch."""
    return int(datetime.fromisoformat(date).replace(tzinfo=UTC).timestamp()) * MICROSECONDS


def _key(kind: Kind, row: Row) -> str:
    return _sha("4:shop;" + _text({name: row[name] for name in kind.natural_key}))


def _hash(kind: Kind, row: Row) -> str:
    """The operation is no part of the content."""
    return _sha(_text({name: row[name] for name in kind.columns if name != "op"}))


def _text(values: Row) -> str:
    """The unambiguous text that is hashed: docs/interfaces.md."""
    family = {int: "n", str: "s"}
    entries = [(name, family[type(value)], str(value)) for name, value in sorted(values.items()) if value is not None]
    return "".join(f"{name}:{kind}:{len(text)}:{text};" for name, kind, text in entries)


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
