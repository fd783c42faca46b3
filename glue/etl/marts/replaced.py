"""The rows of the touched keys, made again and put in place of those that differ."""

from collections.abc import Callable
from contextlib import nullcontext
from functools import reduce
from typing import Any, NamedTuple

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from etl.documents import Dimension, MartInput
from etl.errors import MartTestError
from etl.marts import KINDS, fact
from etl.marts.cuts import members_view
from etl.marts.differences import COUNT, differing
from etl.marts.historical import AS_OF_DATE, first_day, of_last
from etl.marts.inputs import matching, restrict
from etl.marts.refresh import Change, days_between
from etl.marts.rows import select, shape
from etl.marts.run import MartRun
from etl.marts.state import MadeFrom
from etl.marts.touched import BROADCAST_KEYS, few
from etl.names import quoted
from etl.platform import session
from etl.platform.iceberg import Branch
from etl.platform.java import Observation, kept


class Replaced(NamedTuple):
    """The rows that came out otherwise, before and after. All other rows are as they were."""

    snapshot: int
    """The snapshot that has the rows before"""
    old: DataFrame
    new: DataFrame
    made: DataFrame
    """All rows that were made again, of the keys that were touched"""
    old_counts: dict[str, Any]
    new_counts: dict[str, Any]


def counted(run: MartRun, times: Column | None = None) -> dict[str, Column]:
    """What is counted of rows that are written, by name. A row counts so many `times` (None: once); NULL is none."""
    each = F.lit(1) if times is None else times
    return {"rows": fact.total(each), **fact.waiting(run.mart, each)}


def named(counts: dict[str, Column]) -> list[Column]:
    """Counts under their names."""
    return [count.alias(name) for name, count in counts.items()]


def replace(
    run: MartRun, branch: Branch, change: Change, now: MadeFrom, told: Callable[[Replaced], None] | None = None
) -> Replaced:
    """Put the rows of the touched keys that came out otherwise in place of those that were; `told` before."""
    with session.narrow(run.spark) if _is_small(run, change) else nullcontext():
        found = _compared(run, branch, change, now)
        if told:
            told(found)
        if found.old_counts["rows"]:
            branch.delete_matching(few(found.old, found.old_counts["rows"]), _identity(run, found.old))
        if found.new_counts["rows"]:
            branch.append(found.new, {})
    return found


def replace_days(run: MartRun, branch: Branch, change: Change, now: MadeFrom, selected: DataFrame) -> int:
    """The same for a mart of days, whose window moves. Returns how many rows were written.

    `selected`: what mart.sql gives of all rows.
    """
    days = days_between(change.base.state["made_from"], now)
    written = replace(run, branch, change, now).new_counts["rows"]
    if days:
        branch.delete_before(AS_OF_DATE, str(first_day(run)))
        others = matching(shape(of_last(run, days), selected), change.touched.keys, "left_anti")
        seen = Observation()
        branch.append(branch.aligned(others).observe(seen, *named(counted(run))), {})
        written += seen.get["rows"]
    return int(written)


def refuse_multiplied(run: MartRun, selected: int, written: int) -> None:
    """Refuse dimensions of which a row has found several members."""
    if selected != written:
        raise MartTestError(
            f"{run.mart['id']} as of {run.batch_date}: {selected} rows became {written} by resolving its dimensions; "
            "make each dimension's key unique at any moment (its natural key)."
        )


def _compared(run: MartRun, branch: Branch, change: Change, now: MadeFrom) -> Replaced:
    old, made = _before(run, change), branch.aligned(_made(run, change, now))
    more = F.col(COUNT)
    sides = {"gone": F.when(more < 0, 1), "come": F.when(more > 0, more)}
    of_sides = {side: counted(run, times) for side, times in sides.items()}
    every = {f"{side} {name}": count for side, counts in of_sides.items() for name, count in counts.items()}
    found, seen = kept(differing(old, made), *named(every))
    gone, come = ({name: seen[f"{side} {name}"] for name in of_side} for side, of_side in of_sides.items())
    # A row that is there twice stays so, for the test that finds it.
    repeated = found.where(more > 0).withColumn(COUNT, F.explode(F.array_repeat(more, more.cast("int"))))
    snapshot = change.base.snapshot
    return Replaced(snapshot, found.where(more < 0).drop(COUNT), repeated.drop(COUNT), made, gone, come)


def _before(run: MartRun, change: Change) -> DataFrame:
    """The rows of the touched keys in the state before."""
    rows = change.touched.rows
    if rows is None:
        rows = matching(_tested(run, run.target.at(change.base.snapshot)), change.touched.keys)
    return rows.where(F.col(AS_OF_DATE) >= F.lit(first_day(run))) if run.mart["historical"] else rows


def _made(run: MartRun, change: Change, now: MadeFrom) -> DataFrame:
    """The rows that the inputs give of the touched keys, without those that no input has."""
    pairs, cuts = change.lineage["key"], now["inputs"]
    restrict(run, cuts, {change.lineage["view"]: _named(change.touched.keys, pairs)})
    if not run.mart["dimensions"]:
        return _tested(run, shape(run, select(run)).localCheckpoint())
    selected, given = kept(select(run), _rows())
    restrict(run, cuts, _members_of(run, selected, given["rows"]), are_few=given["rows"] < BROADCAST_KEYS)
    rows, made = kept(shape(run, selected), _rows())
    refuse_multiplied(run, given["rows"], made["rows"])
    return _tested(run, rows)


def _members_of(run: MartRun, facts: DataFrame, number: int) -> dict[str, DataFrame]:
    """By the view of a dimension's members, the keys that the facts have of them, in whatever role."""
    found: dict[str, DataFrame] = {}
    for given in run.mart["inputs"]:
        roles = _roles(run, given)
        if roles and _is_told_by_key(run, given, roles):
            view = members_view(given["view"])
            keys = [_named(facts, role["key"], run.spark.table(view)) for role in roles]
            found[view] = few(reduce(DataFrame.unionByName, keys).distinct(), number * len(roles))
    return found


def _roles(run: MartRun, given: MartInput) -> list[Dimension]:
    return [dimension for dimension in run.mart["dimensions"] if dimension["view"] == given["view"]]


def _is_told_by_key(run: MartRun, given: MartInput, roles: list[Dimension]) -> bool:
    """Whether the rows of members can be told by the key of the dimension before they are made."""
    columns = {frozenset(role["key"].values()) for role in roles}
    return len(columns) == 1 and (
        given["table"] is None or next(iter(columns)) <= set(run.tables[given["table"]]["natural_key"])
    )


def _is_small(run: MartRun, change: Change) -> bool:
    """Whether what is read besides the touched keys is little, too."""
    told = [_is_told_by_key(run, given, roles) for given in run.mart["inputs"] if (roles := _roles(run, given))]
    return change.touched.are_few and not run.mart["joins"] and all(told)


def _named(rows: DataFrame, pairs: dict[str, str], others: DataFrame | None = None) -> DataFrame:
    """Columns under the names, and in the types, that the other side has for them."""
    keys = {
        theirs: fact.own_key(rows, ours, others, theirs) if others is not None else F.col(quoted(ours))
        for ours, theirs in pairs.items()
    }
    return rows.select(*[key.alias(theirs) for theirs, key in keys.items()])


def _tested(run: MartRun, rows: DataFrame) -> DataFrame:
    return KINDS[run.mart["kind"]].tested(run.mart, rows)


def _identity(run: MartRun, rows: DataFrame) -> list[str]:
    """The columns that tell a row from all others."""
    return KINDS[run.mart["kind"]].keys(run.mart, rows.columns)[0]


def _rows() -> Column:
    return F.count(F.lit(1)).alias("rows")
