"""The diff of many rows: one query, a full outer join on the key, and the form of its result."""

from collections.abc import Sequence
from functools import reduce
from operator import and_, or_
from typing import Any, NamedTuple, TypedDict

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import BinaryType, DataType

from etl.documents import ColumnDiff
from etl.names import quoted
from etl.platform.java import Observation

COLUMNS = 50
"""Changed columns that a report tells of."""
LONGEST = 100
"""Characters of a value that are kept."""


class Found(TypedDict):
    """Counts of rows by what happened to them, with the first and the last key of each kind, and the columns."""

    added: int
    gone: int
    matched: int
    changed: int
    added_keys: list[str]
    gone_keys: list[str]
    columns: list[ColumnDiff]


class _Pair(NamedTuple):
    """A column of both sides, and its type."""

    name: str
    before: Column
    after: Column
    type: DataType

    def equal(self) -> Column:
        if "map<" not in self.type.simpleString():
            return self.before.eqNullSafe(self.after)
        return text(self.before, self.type).eqNullSafe(text(self.after, self.type))  # Spark compares no maps.


def compare(before: DataFrame, after: DataFrame, key: list[str], values: list[str]) -> Found:
    """The rows of both sides by `key`; `matched` counts a key once for each pair of rows that have it."""
    names = [*key, *values]
    old = before.select(*[F.col(f"`{name}`").alias(f"b{at}") for at, name in enumerate(names)], F.lit(1).alias("old"))
    new = after.select(*[F.col(f"`{name}`").alias(f"a{at}") for at, name in enumerate(names)], F.lit(1).alias("new"))
    pairs = [
        _Pair(name, F.col(f"b{at}"), F.col(f"a{at}"), after.schema[name].dataType) for at, name in enumerate(names)
    ]
    keys, others = pairs[: len(key)], pairs[len(key) :]
    joined = old.join(new, reduce(and_, [pair.equal() for pair in keys]), "full_outer")
    is_old, is_new = F.col("old").isNotNull(), F.col("new").isNotNull()
    is_other = reduce(or_, [~pair.equal() for pair in others], F.lit(False))
    matched = Observation()
    counted = joined.observe(matched, F.count_if(is_old & is_new).alias("rows"))
    # The aggregates are dear, and of most rows there is nothing to say.
    found = counted.where(~is_old | ~is_new | is_other).agg(*_counts(keys, others)).collect()[0]
    columns: list[ColumnDiff] = [
        {"column": pair.name, "rows": found[f"rows_{number}"], "example": _example(key, found[f"at_{number}"])}
        for number, pair in enumerate(others)
        if found[f"rows_{number}"]
    ]
    return {
        "added": found["added"],
        "gone": found["gone"],
        "matched": int(matched.get["rows"]),
        "changed": found["changed"],
        "added_keys": ends(key, [found[f"{end}_added"] for end in ("first", "last") if found["added"]]),
        "gone_keys": ends(key, [found[f"{end}_gone"] for end in ("first", "last") if found["gone"]]),
        "columns": most_rows_first(columns),
    }


def _counts(keys: list[_Pair], values: list[_Pair]) -> list[Column]:
    """Of rows in which something differs."""
    is_added, is_gone = F.col("old").isNull(), F.col("new").isNull()
    kinds = {"added": is_added, "gone": is_gone, "changed": ~is_added & ~is_gone}
    differs = [kinds["changed"] & ~pair.equal() for pair in values]
    ordered = F.struct(*[F.coalesce(pair.after, pair.before).alias(pair.name) for pair in keys])
    counts = [F.count_if(is_kind).alias(kind) for kind, is_kind in kinds.items()]
    for kind in ("added", "gone"):
        at = F.when(kinds[kind], ordered)
        counts += [F.min(at).alias(f"first_{kind}"), F.max(at).alias(f"last_{kind}")]
    for number, (pair, is_other) in enumerate(zip(values, differs, strict=True)):
        texts = [text(pair.before, pair.type).alias("before"), text(pair.after, pair.type).alias("after")]
        example = F.when(is_other, F.struct(ordered.alias("key"), *texts))
        counts += [F.count_if(is_other).alias(f"rows_{number}"), F.min(example).alias(f"at_{number}")]
    return counts


def _example(key: list[str], at: Any) -> Any:
    return {"key": key_text(key, at["key"]), "before": clip(at["before"]), "after": clip(at["after"])}


def text(column: Column, type_: DataType) -> Column:
    """A value as text, by which values of one type can be told apart."""
    return F.base64(column) if isinstance(type_, BinaryType) else column.cast("string")


def text_sql(column: str, type_: DataType) -> str:
    """The same of a column, in SQL."""
    return f"base64({quoted(column)})" if isinstance(type_, BinaryType) else f"string({quoted(column)})"


def most_rows_first(columns: list[ColumnDiff]) -> list[ColumnDiff]:
    """The columns as a report has them."""
    return sorted(columns, key=lambda each: -each["rows"])[:COLUMNS]


def ends(key: list[str], keys: Sequence[Sequence[Any]]) -> list[str]:
    """The first and the last of these keys in their order, once where they are one."""
    return list(dict.fromkeys(key_text(key, each) for each in (keys[:1] + keys[-1:] if keys else ())))  # type: ignore[operator]


def key_text(key: list[str], values: Sequence[Any]) -> str:
    """`order_id=7, line=1`"""
    shown = ["null" if value is None else str(value) for value in values]
    return ", ".join(f"{name}={clip(value)}" for name, value in zip(key, shown, strict=True))


def clip(value: str | None) -> str | None:
    """The beginning of a long value."""
    return value if value is None or len(value) <= LONGEST else f"{value[:LONGEST]}..."
