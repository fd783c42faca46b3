"""What a build writes on its branch: all rows, or those of the touched keys in place of those that are there."""

from contextlib import ExitStack
from typing import NamedTuple

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from etl.documents import RefreshWay
from etl.errors import MartTestError
from etl.marts import KINDS, fact, inputs, touched
from etl.marts.historical import AS_OF_DATE, first_day, of_last
from etl.marts.lineage import Lineage, NoLineageError, is_repeatable, lineage
from etl.marts.refresh import Change, FullBuildError, change_since, days_between
from etl.marts.rows import register, select, shape
from etl.marts.run import MartRun
from etl.marts.state import Base, MadeFrom, State
from etl.names import quoted
from etl.platform.iceberg import Branch
from etl.platform.java import Observation, kept


class Query:
    """What a full build makes, before anything has run: what mart.sql gives, and what the kind makes of it."""

    def __init__(self, run: MartRun) -> None:
        self.selected = select(run)
        self.given = Observation()
        self.shaped = shape(run, self.selected.observe(self.given, _rows()))


class Written(NamedTuple):
    """What a build wrote: which way, why all rows where it is that, the state, and how many rows."""

    way: RefreshWay
    because: str | None
    state: State
    rows_written: int
    keys: DataFrame | None = None
    """Keys without which no row has changed; None where that is not known"""


def nothing(base: Base, now: MadeFrom) -> Written:
    """A build that has the rows of its base."""
    return Written("unchanged", None, {**base.state, "made_from": now}, 0)


def write(run: MartRun, branch: Branch, base: Base | None, now: MadeFrom, query: Query, input_bytes: int) -> Written:
    """Write the rows of the run's batch date on the branch, which begins anew."""
    with ExitStack() as stack:
        try:
            change = change_since(run, base, now, query.shaped, input_bytes, stack)
        except FullBuildError as because:
            return _all(run, branch, base, now, query, str(because))
    branch.create(change.base.snapshot)
    written = _changed(run, branch, change, now, query)
    # The tests are about all rows of the inputs.
    register(run, now["inputs"])
    counts = branch.frame().agg(_rows(), *fact.waiting(run.mart)).collect()[0].asDict()
    before = change.base.state
    state: State = {
        **before,
        "made_from": now,
        "rows": counts["rows"],
        "waiting": fact.waiting_rows(run.mart, counts),
        "since_full": before["since_full"] + (1 if written else 0),
    }
    return Written("changed", None, state, written, None if run.mart["historical"] else change.keys)


def _all(run: MartRun, branch: Branch, base: Base | None, now: MadeFrom, query: Query, because: str) -> Written:
    branch.create()
    written = Observation()
    branch.overwrite(query.shaped.observe(written, _rows(), *fact.waiting(run.mart)), {})
    rows = int(written.get["rows"])
    # Without rows, Spark drops the count along with the joins above it, and the count never comes.
    if run.mart["dimensions"] and rows:
        _refuse_multiplied(run, int(query.given.get["rows"]), rows)
    way, no_way = _lineage(run, base, now, query)
    state: State = {
        "made_from": now,
        "is_repeatable": is_repeatable(query.selected),
        "lineage": way,
        "no_lineage": no_way,
        "rows": rows,
        "waiting": fact.waiting_rows(run.mart, written.get),
        "tests": [],
        "since_full": 0,
    }
    return Written("full", because, state, rows)


def _lineage(run: MartRun, base: Base | None, now: MadeFrom, query: Query) -> tuple[Lineage | None, str | None]:
    if base and base.state["made_from"]["definition"] == now["definition"]:
        return base.state["lineage"], base.state["no_lineage"]
    try:
        return lineage(run.mart, run.tables, query.selected), None
    except NoLineageError as error:
        return None, str(error)


def _changed(run: MartRun, branch: Branch, change: Change, now: MadeFrom, query: Query) -> int:
    """Put the rows of the touched keys in place of those that differ. Returns how many rows were written."""
    key, pairs = run.mart["natural_key"], change.lineage["key"]
    only = change.keys.select(*[F.col(quoted(ours)).alias(theirs) for ours, theirs in pairs.items()])
    register(run, now["inputs"], {change.lineage["view"]: only})
    new = branch.aligned(_made(run))
    old = inputs.matching(_tested(run, run.target.at(change.base.snapshot)), change.keys)
    if run.mart["historical"]:
        old = old.where(F.col(AS_OF_DATE) >= F.lit(first_day(run)))
    there = F.count_if(touched.HAD_ROWS).alias("there")
    differing, counts = kept(touched.differing(old, new, key), _rows(), there)
    fresh = inputs.matching(new, touched.few(differing.select(*map(quoted, key)), counts["rows"]))
    days = days_between(change.base.state["made_from"], now) if run.mart["historical"] else 0
    if days:
        branch.delete_before(AS_OF_DATE, str(first_day(run)))
        others = inputs.matching(shape(of_last(run, days), query.selected), change.keys, "left_anti")
        fresh = fresh.unionByName(branch.aligned(others))
    if counts["there"]:
        branch.delete_matching(differing.where(touched.HAD_ROWS), key)
    written = Observation()
    branch.append(fresh.observe(written, _rows()), {})
    return int(written.get["rows"])


def _made(run: MartRun) -> DataFrame:
    """The rows that the views give, without those that no input has."""
    if not run.mart["dimensions"]:
        return _tested(run, shape(run, select(run)).localCheckpoint())
    selected, given = kept(select(run), _rows())
    rows, made = kept(shape(run, selected), _rows())
    _refuse_multiplied(run, given["rows"], made["rows"])
    return _tested(run, rows)


def _tested(run: MartRun, rows: DataFrame) -> DataFrame:
    return KINDS[run.mart["kind"]].tested(run.mart, rows)


def _rows() -> Column:
    return F.count(F.lit(1)).alias("rows")


def _refuse_multiplied(run: MartRun, selected: int, written: int) -> None:
    if selected != written:
        raise MartTestError(
            f"{run.mart['id']} as of {run.batch_date}: {selected} rows became {written} by resolving its dimensions; "
            "make each dimension's key unique at any moment (its natural key)."
        )
