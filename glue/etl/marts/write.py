"""What a build writes on its branch: all rows, or those of the touched keys in place of those that are there."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import NamedTuple

from pyspark.sql import functions as F

from etl.documents import RefreshWay
from etl.marts import fact
from etl.marts.lineage import Lineage, NoLineageError, is_repeatable, lineage
from etl.marts.refresh import FullBuildError, change_since
from etl.marts.replaced import Replaced, counted, named, refuse_multiplied, replace, replace_days
from etl.marts.rows import select, shape
from etl.marts.run import MartRun
from etl.marts.state import Base, MadeFrom, State
from etl.platform.iceberg import Branch
from etl.platform.java import Observation


class Query:
    """What a full build makes, before anything has run: what mart.sql gives, and what the kind makes of it."""

    def __init__(self, run: MartRun) -> None:
        self.selected = select(run)
        self.given = Observation()
        self.shaped = shape(run, self.selected.observe(self.given, F.count(F.lit(1)).alias("rows")))


class Written(NamedTuple):
    """What a build wrote: which way, why all rows where it is that, the state, and how many rows."""

    way: RefreshWay
    because: str | None
    state: State
    rows_written: int
    replaced: Replaced | None = None
    """None where more may have changed"""


def nothing(base: Base, now: MadeFrom) -> Written:
    """A build that has the rows of its base."""
    return Written("unchanged", None, {**base.state, "made_from": now}, 0)


def write(
    run: MartRun,
    branch: Branch,
    base: Base | None,
    now: MadeFrom,
    query: Query,
    input_bytes: int,
    told: Callable[[Replaced], None],
) -> Written:
    """Write the rows of the run's batch date on the branch, which begins anew.

    `told` is called before rows are replaced, where no others change.
    """
    with ExitStack() as stack:
        try:
            change = change_since(run, base, now, query.shaped, input_bytes, stack)
        except FullBuildError as because:
            return _all(run, branch, base, now, query, str(because))
    branch.create(change.base.snapshot)
    before = change.base.state
    replaced: Replaced | None = None
    if run.mart["historical"]:
        written = replace_days(run, branch, change, now, query.selected)
        rows, waiting = branch.frame().count(), before["waiting"]
    else:
        replaced = replace(run, branch, change, now, told)
        gone, come = replaced.old_counts, replaced.new_counts
        written, rows = come["rows"], before["rows"] + come["rows"] - gone["rows"]
        less, more = (fact.waiting_rows(run.mart, counts) for counts in (gone, come))
        waiting = {name: number + more[name] - less[name] for name, number in before["waiting"].items()}
    since_full = before["since_full"] + (1 if written else 0)
    state: State = {**before, "made_from": now, "rows": rows, "waiting": waiting, "since_full": since_full}
    return Written("changed", None, state, written, replaced)


def _all(run: MartRun, branch: Branch, base: Base | None, now: MadeFrom, query: Query, because: str) -> Written:
    branch.create()
    written = Observation()
    branch.overwrite(query.shaped.observe(written, *named(counted(run))), {})
    rows = int(written.get["rows"])
    # Without rows, Spark drops the count along with the joins above it, and the count never comes.
    if run.mart["dimensions"] and rows:
        refuse_multiplied(run, int(query.given.get["rows"]), rows)
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
