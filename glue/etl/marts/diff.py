"""What a build changes: the rows on the branch against the state that they take the place of, by key.

One query, a full outer join on the key. It keeps counts, the first and the last key of each kind of change, and of each
column the change with the first key.
"""

from functools import reduce
from operator import and_, or_
from typing import Any, NamedTuple

from pyspark.sql import Column, DataFrame, Row
from pyspark.sql import functions as F

from etl.documents import ColumnDiff, MartDiff, MartState, ValueChange
from etl.marts import KINDS
from etl.marts.run import PUBLISHED, MartRun, tag_of
from etl.platform.iceberg import MAIN, Branch

COLUMNS = 50
"""Changed columns that a report tells of; it counts the rows of all."""
LONGEST = 100
"""Characters of a value that are kept."""


class _Pair(NamedTuple):
    """A column of both sides."""

    name: str
    before: Column
    after: Column

    def equal(self) -> Column:
        return self.before.eqNullSafe(self.after)


class Before(NamedTuple):
    """The state whose place a build takes, and its rows."""

    state: MartState
    rows: DataFrame


def before(run: MartRun, leads: bool) -> Before | None:
    """What is served where the build is to be (`leads`), else the state of the same batch date; None without one."""
    table = run.target
    date, tag = (table.properties().get(PUBLISHED), None) if leads else (run.batch_date, tag_of(run.batch_date))
    snapshot = table.refs().get(tag or MAIN)
    if date is None or snapshot is None:
        return None
    return Before({"batch_date": date, "snapshot_id": str(snapshot), "rows": table.rows(snapshot)}, table.frame(tag))


def of_build(run: MartRun, replaced: Before | None, branch: Branch, rows: int) -> MartDiff | None:
    """What the rows on the branch change; None where nothing was before, or mart.json says `diff: false`."""
    if replaced is None or not run.mart["diff"]:
        return None
    written = branch.frame()
    key, *_ = KINDS[run.mart["kind"]].keys(run.mart, written.columns)
    return compare(replaced.rows, written, key, replaced.state, rows)


def compare(before: DataFrame, after: DataFrame, key: list[str], state: MartState, rows: int) -> MartDiff | None:
    """The rows `after` against those of `state`. None where `key` does not tell the rows of both apart."""
    shared = [name for name in after.columns if name in before.columns]
    if not set(key) <= set(shared):
        return None
    old = before.select(*[F.col(f"`{name}`").alias(f"b{at}") for at, name in enumerate(shared)], F.lit(1).alias("old"))
    new = after.select(*[F.col(f"`{name}`").alias(f"a{at}") for at, name in enumerate(shared)], F.lit(1).alias("new"))
    pairs = [_Pair(name, *_comparable(after, name, at)) for at, name in enumerate(shared)]
    keys = [pair for pair in pairs if pair.name in key]
    values = [pair for pair in pairs if pair.name not in key]
    joined = old.join(new, reduce(and_, [pair.equal() for pair in keys]), "full_outer")
    found = joined.agg(*_counts(keys, values)).collect()[0]
    if found["added"] + found["matched"] != rows or found["gone"] + found["matched"] != state["rows"]:
        return None
    return {
        "added": found["added"],
        "gone": found["gone"],
        "changed": found["changed"],
        "added_keys": _keys(key, found, "added"),
        "gone_keys": _keys(key, found, "gone"),
        "columns": _columns(key, values, found),
        "new_columns": [name for name in after.columns if name not in shared],
    }


def _comparable(frame: DataFrame, name: str, at: int) -> tuple[Column, Column]:
    """A column of both sides; a map, which nothing compares, as text."""
    columns = F.col(f"b{at}"), F.col(f"a{at}")
    if "map<" not in frame.schema[name].dataType.simpleString():
        return columns
    return columns[0].cast("string"), columns[1].cast("string")


def _counts(keys: list[_Pair], values: list[_Pair]) -> list[Column]:
    is_old, is_new = F.col("old").isNotNull(), F.col("new").isNotNull()
    matched = is_old & is_new
    differs = [matched & ~pair.equal() for pair in values]
    kinds = {"added": ~is_old, "gone": ~is_new, "matched": matched, "changed": reduce(or_, differs, F.lit(False))}
    ordered = [F.coalesce(pair.after, pair.before).alias(pair.name) for pair in keys]
    counts = [F.count_if(is_kind).alias(kind) for kind, is_kind in kinds.items()]
    for kind in ("added", "gone"):
        at = F.when(kinds[kind], F.struct(*ordered))
        counts += [F.min(at).alias(f"first_{kind}"), F.max(at).alias(f"last_{kind}")]
    for number, (pair, is_other) in enumerate(zip(values, differs, strict=True)):
        texts = [pair.before.cast("string").alias("before"), pair.after.cast("string").alias("after")]
        example = F.struct(F.struct(*ordered).alias("key"), *texts)
        counts += [F.count_if(is_other).alias(f"rows_{number}"), F.min(F.when(is_other, example)).alias(f"at_{number}")]
    return counts


def _keys(key: list[str], found: Row, kind: str) -> list[str]:
    """The first and the last key of a kind of change, each once."""
    ends = [found[f"first_{kind}"], found[f"last_{kind}"]]
    return list(dict.fromkeys(_text(key, end) for end in ends if end is not None))


def _columns(key: list[str], values: list[_Pair], found: Row) -> list[ColumnDiff]:
    """The columns that changed, those of most rows first."""
    changed: list[ColumnDiff] = [
        {"column": pair.name, "rows": found[f"rows_{number}"], "example": _example(key, found[f"at_{number}"])}
        for number, pair in enumerate(values)
        if found[f"rows_{number}"]
    ]
    return sorted(changed, key=lambda each: -each["rows"])[:COLUMNS]


def _example(key: list[str], at: Row) -> ValueChange:
    return {"key": _text(key, at["key"]), "before": _clip(at["before"]), "after": _clip(at["after"])}


def _text(key: list[str], row: Row) -> str:
    """`order_id=7, line=1`"""
    return ", ".join(f"{name}={_clip(_plain(row[name]))}" for name in key)


def _plain(value: Any) -> str:
    return "null" if value is None else str(value)


def _clip(text: str | None) -> str | None:
    return text if text is None or len(text) <= LONGEST else f"{text[:LONGEST]}..."
