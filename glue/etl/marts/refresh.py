"""Refresh: a build makes only those rows again that its inputs touched since the state before; when in doubt, all.

Whatever the way, the rows are those of a full build. The state before is what is served, or, for a date before that,
the state of the date.
"""

import re
from contextlib import ExitStack
from datetime import date
from typing import NamedTuple

from pyspark.sql import DataFrame

from etl.errors import SluiceError
from etl.marts import touched
from etl.marts.cuts import arriving, members_view
from etl.marts.differences import has_map
from etl.marts.lineage import Lineage
from etl.marts.run import MartRun
from etl.marts.state import Base, MadeFrom
from etl.marts.touched import Touched, UnknownChangesError

SMALL_BYTES = 1024 * 1024
MOST_TOUCHED = 0.2
"""Share of the rows. Of more, a full build is as quick."""
MOST_DELETED = 0.1
"""Share of the rows that are marked as deleted, which readers pay for."""
MOST_IN_A_ROW = 50
"""Builds of what changed, each of which adds small files."""

BATCH_DATE = re.compile(r":batch_date\b")


class FullBuildError(SluiceError):
    """Why all rows are made again: an answer, which leaves this folder in the report."""


def is_unchanged(run: MartRun, base: Base | None, now: MadeFrom) -> bool:
    """Whether the base surely has the rows that a build would make, by metadata alone."""
    try:
        state = _comparable(run, base, now).state
        _refuse_other_date(run, state["made_from"], now)
    except FullBuildError:
        return False
    then = state["made_from"]
    policy = run.mart["historical"]
    if policy and (days_between(then, now) or not policy["carry_forward"]):
        return False  # A delivery that brings no rows adds a day.
    counts = any(test["type"] == "row_count_change" for test in run.mart["tests"])
    if not state["is_repeatable"] or (counts and then["batch_date"] == now["batch_date"]):
        return False  # Such a test compares with the state before, which may be another by now.
    views = [(given, name) for given in arriving(run) for name in (given["view"], members_view(given["view"]))]
    return all(
        touched.is_same(run, given, then["inputs"][name], now["inputs"][name])
        for given, name in views
        if name in now["inputs"]
    )


class Change(NamedTuple):
    """What is to be made again: the state to begin with, the lineage of mart.sql, and the keys that were touched."""

    base: Base
    lineage: Lineage
    touched: Touched


def change_since(
    run: MartRun, base: Base | None, now: MadeFrom, rows: DataFrame, input_bytes: int, stack: ExitStack
) -> Change:
    """What was touched since the base. `rows`: those of a full build, which is not run. Raises FullBuildError.

    What is read stays open as long as `stack`.
    """
    found = _comparable(run, base, now)
    _refuse_other_date(run, found.state["made_from"], now)
    way = _lineage(run, found, rows)
    if input_bytes < SMALL_BYTES:
        raise FullBuildError(f"its inputs have less than {SMALL_BYTES} bytes, of which all rows are made as quickly")
    rows, then = run.target.at(found.snapshot), found.state["made_from"]["inputs"]
    most = MOST_TOUCHED * found.state["rows"]
    try:
        return Change(found, way, touched.keys(run, way, rows, then, now["inputs"], stack, most))
    except UnknownChangesError as error:
        raise FullBuildError(str(error)) from None


def days_between(then: MadeFrom, now: MadeFrom) -> int:
    """How many days the batch date of a state is after that of another."""
    one, other = (date.fromisoformat(each["batch_date"]) for each in (then, now))
    return (other - one).days


def _comparable(run: MartRun, base: Base | None, now: MadeFrom) -> Base:
    if run.mart["refresh"] == "full":
        raise FullBuildError('mart.json says "refresh": "full"')
    if base is None:
        raise FullBuildError("there is no state to begin with, or it does not say what it was made from")
    then = base.state["made_from"]
    if then["definition"] != now["definition"]:
        raise FullBuildError("its definition or the version of the jobs has changed")
    if then["batch_date"] > now["batch_date"]:
        raise FullBuildError(f"what is served is of {then['batch_date']}, a later batch date")
    return base


def _refuse_other_date(run: MartRun, then: MadeFrom, now: MadeFrom) -> None:
    """Refuse to begin with another date where all rows depend on the date."""
    if then["batch_date"] == now["batch_date"]:
        return
    if BATCH_DATE.search(run.mart["sql"]):
        raise FullBuildError("mart.sql names the batch date, which is another one")
    policy = run.mart["historical"]
    if policy and days_between(then, now) >= policy["days"]:
        raise FullBuildError("all days that the mart has are new")


def _lineage(run: MartRun, base: Base, rows: DataFrame) -> Lineage:
    state = base.state
    if state["lineage"] is None:
        raise FullBuildError(str(state["no_lineage"]))
    if run.mart["historical"] and not run.mart["historical"]["carry_forward"]:
        raise FullBuildError("carry_forward is false: deliveries add days to all keys")
    types = {field.name.lower(): field.dataType.simpleString() for field in rows.schema}
    if types != {name.lower(): type_ for name, type_ in run.target.types().items()}:
        raise FullBuildError("its columns have changed")
    if has_map(rows):
        raise FullBuildError("it has a column of type map, which cannot be compared")
    if state["lineage"]["view"] in {dimension["view"] for dimension in run.mart["dimensions"]}:
        raise FullBuildError("the input that mart.sql reads is one of its dimensions, too")
    if state["since_full"] >= MOST_IN_A_ROW:
        raise FullBuildError(f"{MOST_IN_A_ROW} builds have left small files since the last full one")
    if run.target.deleted(base.snapshot) > MOST_DELETED * state["rows"]:
        raise FullBuildError(f"more than {MOST_DELETED:.0%} of its rows are marked as deleted since the last full one")
    return state["lineage"]
