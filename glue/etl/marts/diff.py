"""What a build changes: the rows on the branch against the state that they take the place of, by key.

Few rows are compared here, which takes one plain query; many are compared by Spark (diff_by_join.py).
"""

from concurrent.futures import Executor, Future
from typing import Any, NamedTuple

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from etl.documents import ColumnDiff, MartDiff, MartState
from etl.marts import KINDS, diff_by_join
from etl.marts.diff_by_join import clip, key_text, text_sql
from etl.marts.replaced import Replaced
from etl.marts.run import PUBLISHED, MartRun, tag_of
from etl.names import quoted
from etl.platform.iceberg import MAIN

FEW = 50_000
"""Rows of both sides together that are compared in this process."""


class Before(NamedTuple):
    """The state whose place a build takes, and its rows."""

    state: MartState
    rows: DataFrame


def before(run: MartRun, leads: bool) -> Before | None:
    """What is served where the build is to be (`leads`), else the state of the same batch date; None without one."""
    table = run.target
    date, tag = (table.properties().get(PUBLISHED), None) if leads else (run.batch_date, tag_of(run.batch_date))
    snapshot = table.ref(tag or MAIN)
    if date is None or snapshot is None:
        return None
    return Before({"batch_date": date, "snapshot_id": str(snapshot), "rows": table.rows(snapshot)}, table.frame(tag))


class Comparison:
    """What a build changes, worked out beside other work as soon as its rows are known.

    There is no diff where nothing was before, or mart.json says `diff: false`.
    """

    def __init__(self, run: MartRun, before: Before | None, beside: Executor) -> None:
        self._run, self._beside = run, beside
        self._before = before if run.mart["diff"] else None
        self._found: Future[MartDiff | None] | None = None

    def begin(self, replaced: Replaced) -> None:
        """With the rows that are about to be replaced, where no others have changed."""
        if self._before and str(replaced.snapshot) == self._before.state["snapshot_id"]:
            state: MartState = {**self._before.state, "rows": replaced.old_counts["rows"]}
            self._submit(replaced.old, replaced.new, state, replaced.new_counts["rows"])

    def begin_with_all(self, made: DataFrame, rows: int) -> None:
        """With all rows of the build, unless it has begun with some."""
        if self._before and not self._found:
            self._submit(self._before.rows, made, self._before.state, rows)

    def _submit(self, old: DataFrame, new: DataFrame, state: MartState, rows: int) -> None:
        key, *_ = KINDS[self._run.mart["kind"]].keys(self._run.mart, new.columns)
        self._found = self._beside.submit(compare, old, new, key, state, rows)

    def result(self) -> MartDiff | None:
        """The diff, once it is there."""
        return self._found.result() if self._found else None


def none(run: MartRun, before: Before | None) -> MartDiff | None:
    """What a build changes that has the rows of the state before."""
    if before is None or not run.mart["diff"]:
        return None
    return {
        "added": 0,
        "gone": 0,
        "changed": 0,
        "added_keys": [],
        "gone_keys": [],
        "columns": [],
        "new_columns": [],
    }


def compare(
    before: DataFrame, after: DataFrame, key: list[str], state: MartState, rows: int, few: int = FEW
) -> MartDiff | None:
    """The rows `after` against those of `state`. None where `key` does not tell the rows of both apart."""
    shared = [name for name in after.columns if name in before.columns]
    if not set(key) <= set(shared):
        return None
    values = [name for name in shared if name not in key]
    is_small = rows + state["rows"] <= few
    found = (_here if is_small else diff_by_join.compare)(before, after, key, values)
    if found is None or found["added"] + found["matched"] != rows or found["gone"] + found["matched"] != state["rows"]:
        return None
    return {
        "added": found["added"],
        "gone": found["gone"],
        "changed": found["changed"],
        "added_keys": found["added_keys"],
        "gone_keys": found["gone_keys"],
        "columns": found["columns"],
        "new_columns": [name for name in after.columns if name not in shared],
    }


def _here(before: DataFrame, after: DataFrame, key: list[str], values: list[str]) -> diff_by_join.Found | None:
    sides = [_side(frame, after, key, values) for frame in (before, after)]
    rows = sides[0].withColumn("side", F.lit(0)).union(sides[1].withColumn("side", F.lit(1))).collect()
    found: tuple[dict[Any, Any], dict[Any, Any]] = ({}, {})
    for row in rows:
        found[row["side"]][tuple(row[: len(key)])] = row[len(key) : -1]
    if len(found[0]) + len(found[1]) != len(rows):
        return None
    old, new = found
    matched = sorted(old.keys() & new.keys(), key=_order)
    changed = [each for each in matched if old[each] != new[each]]
    columns: list[ColumnDiff] = []
    for at, name in enumerate(values):
        keys = [each for each in changed if old[each][at] != new[each][at]]
        if keys:
            first = {"key": key_text(key, keys[0]), "before": clip(old[keys[0]][at]), "after": clip(new[keys[0]][at])}
            columns.append({"column": name, "rows": len(keys), "example": first})  # type: ignore[typeddict-item]
    added, gone = (sorted(left.keys() - right.keys(), key=_order) for left, right in ((new, old), (old, new)))
    return {
        "added": len(added),
        "gone": len(gone),
        "matched": len(matched),
        "changed": len(changed),
        "added_keys": diff_by_join.ends(key, added),
        "gone_keys": diff_by_join.ends(key, gone),
        "columns": diff_by_join.most_rows_first(columns),
    }


def _side(frame: DataFrame, after: DataFrame, key: list[str], values: list[str]) -> DataFrame:
    """The key as it is, and the values as texts, in the types of `after`."""
    wanted, given = ({field.name: field.dataType for field in rows.schema} for rows in (after, frame))
    if any(wanted[name] != given[name] for name in [*key, *values]):
        frame = frame.select(*[F.col(quoted(name)).cast(wanted[name]).alias(name) for name in [*key, *values]])
    # In SQL, as each column that is made in Python is several calls of Java.
    return frame.selectExpr(*map(quoted, key), *[text_sql(name, wanted[name]) for name in values])


def _order(key: tuple[Any, ...]) -> list[tuple[bool, Any]]:
    """As Spark orders: nulls first."""
    return [(value is not None, value) for value in key]
