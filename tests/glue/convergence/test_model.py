"""The model gives the histories that a person has written down."""

import dataclasses

import pytest

from tests.glue.convergence.files import KINDS, Committed
from tests.glue.convergence.model import current, history, intervals

OF_KIND = {kind.name: kind for kind in KINDS}
SNAPSHOTS = [
    ("2026-03-01", "first", [(1, "Ada"), (2, "Bob")]),
    ("2026-03-02", "correction", [(1, "Ada"), (3, "Cyd"), (5, "Eve")]),
    ("2026-03-03", "third", [(1, "Ada"), (2, "Rob"), (4, "Dee")]),
]
LOGS = {
    "delete": [
        ("2026-03-01", "insert", "first", 1, "Ada"),
        ("2026-03-01", "insert", "first", 2, "Bob"),
        ("2026-03-02", "delete", "correction", 2, None),
        ("2026-03-02", "insert", "correction", 3, "Cyd"),
        ("2026-03-02", "insert", "correction", 5, "Eve"),
        ("2026-03-03", "delete", "third", 3, None),
        ("2026-03-03", "delete", "third", 5, None),
        ("2026-03-03", "insert", "third", 2, "Rob"),
        ("2026-03-03", "insert", "third", 4, "Dee"),
    ],
    "ignore": [
        ("2026-03-01", "insert", "first", 1, "Ada"),
        ("2026-03-01", "insert", "first", 2, "Bob"),
        ("2026-03-02", "insert", "correction", 3, "Cyd"),
        ("2026-03-02", "insert", "correction", 5, "Eve"),
        ("2026-03-03", "insert", "third", 4, "Dee"),
        ("2026-03-03", "update", "third", 2, "Rob"),
    ],
}
CHANGES = [
    ("2026-03-01", "first", [(1, "Ada", 1), (2, "Bob", 2)]),
    ("2026-03-02", "second", [(1, "Ada", 1), (1, "Ida", 4)]),  # repeats a change of the first
    ("2026-03-03", "third", [(1, "Amy", 3), (2, "Bob", 2), (2, "Bo", 1)]),  # earlier changes, late
]


def _loads(kind, files):
    return [
        Committed(
            load,
            date,
            f"2026-04-01T06:0{minute}:00.000Z",
            "",
            [dict(zip(kind.columns, row, strict=True)) for row in rows],
        )
        for minute, (date, load, rows) in enumerate(files)
    ]


def _told(kind, log):
    names = ("_batch_date", "_change_type", "_load_id", *kind.columns)
    return sorted((tuple(row[name] for name in names) for row in log), key=repr)


@pytest.mark.parametrize("deletes", ["delete", "ignore"])
def test_snapshots_are_compared_from_day_to_day(deletes):
    kind = dataclasses.replace(OF_KIND["snapshot"], deletes=deletes)
    log, states = history(kind, _loads(kind, SNAPSHOTS))
    assert _told(kind, log) == LOGS[deletes]
    assert [(load, len(keys)) for load, keys in states.values()] == [
        ("first", 2), ("correction", 3 if deletes == "delete" else 4), ("third", 3 if deletes == "delete" else 5),
    ]  # fmt: skip


def test_rows_without_a_key_are_counted():
    kind = OF_KIND["snapshot without a key"]
    days = [("2026-03-01", "first", [(1, None), (1, None)]), ("2026-03-02", "second", [(1, None), (2, "Bob")])]
    assert _told(kind, history(kind, _loads(kind, days)).log) == [
        ("2026-03-01", "insert", "first", 1, None),
        ("2026-03-01", "insert", "first", 1, None),
        ("2026-03-02", "delete", "second", 1, None),
        ("2026-03-02", "insert", "second", 2, "Bob"),
    ]


def test_a_change_is_kept_once_and_belongs_to_the_first_load():
    kind = OF_KIND["changes"]
    log = history(kind, _loads(kind, CHANGES)).log
    assert _told(kind, log) == [
        ("2026-03-01", "insert", "first", 1, "Ada", 1),
        ("2026-03-01", "update", "first", 2, "Bob", 2),
        ("2026-03-02", "update", "second", 1, "Ida", 4),
        ("2026-03-03", "insert", "third", 2, "Bo", 1),
        ("2026-03-03", "update", "third", 1, "Amy", 3),
    ]
    assert sorted((row["id"], row["name"]) for row in current(log)) == [(1, "Ida"), (2, "Bob")]
    assert sorted((at, until) for _, _, at, until in intervals(log)) == [(1, 2), (1, 3), (2, None), (3, 4), (4, None)]


def test_a_file_that_comes_late_leaves_what_it_would_have_left_in_time():
    kind = OF_KIND["changes"]
    first = ("2026-03-01", "first", [(1, "Ada", 1), (2, "Bob", 1)])
    second = ("2026-03-02", "second", [(1, "Ida", 1), (2, "Bob", 1)])
    in_time, late = (history(kind, _loads(kind, files)).log for files in ([first, second], [second, first]))
    assert _told(kind, late) == _told(kind, in_time)
    assert sorted(row["name"] for row in current(late)) == ["Bob", "Ida"]
    assert [row["_batch_date"] for row in late if row["name"] == "Bob"] == ["2026-03-01"]


def test_equal_changes_with_another_between_them_are_several_and_a_delete_closes():
    kind = OF_KIND["changes with operations"]
    rows = [("I", 1, "Ada", 1), ("U", 1, "Bob", 1), ("U", 1, "Ada", 1), ("U", 1, "Ada", 1), ("D", 1, "Ada", 2)]
    log = history(kind, _loads(kind, [("2026-03-01", "first", rows)])).log
    assert [(row["op"], row["_position"], row["_occurrence"]) for row in log] == [
        ("I", 0, 1), ("U", 1, 1), ("U", 2, 2), ("D", 4, 1),
    ]  # fmt: skip
    assert (current(log), [(at, until) for _, _, at, until in intervals(log)]) == ([], [(1, 2)])


def test_in_the_order_of_files_a_repeated_change_is_another_one():
    kind = OF_KIND["changes in the order of files without operations"]
    days = [("2026-03-01", "first", [(1, "Ada")]), ("2026-03-01", "second", [(1, "Bob"), (1, "Ada")])]
    log = history(kind, _loads(kind, days)).log
    assert _told(kind, log) == [
        ("2026-03-01", "insert", "first", 1, "Ada"),
        ("2026-03-01", "update", "second", 1, "Ada"),
        ("2026-03-01", "update", "second", 1, "Bob"),
    ]
    assert [row["name"] for row in current(log)] == ["Ada"]
