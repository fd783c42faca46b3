"""What a state of a mart reads of its inputs: of each view, a snapshot of a table up to a date.

A `daily` input ends with the batch date. An `any` input and the members of dimensions go on until the next state of the
mart: what came late belongs to the state that served when it came. With `repair: with_next_load` they end with the
batch date too, and what came late waits for the next one.
"""

from datetime import date, timedelta
from typing import TypeAlias, TypedDict

from etl.commands import run_command
from etl.documents import MartInput
from etl.errors import MartInputError
from etl.marts.run import STATES_FROM, MartRun, states_of, tag_of
from etl.platform.iceberg import Table


class Cut(TypedDict):
    """The rows of `snapshot` (None: there are none) whose batch date is before `until` (None: all of them)."""

    snapshot: int | None
    until: str | None


Cuts: TypeAlias = dict[str, Cut]
"""By view."""


def cuts(run: MartRun) -> Cuts:
    """What the state of the run's batch date reads now."""
    following = run.following()
    repairs = run.mart["repair"] == "on_arrival"
    dimensions = {dimension["view"] for dimension in run.mart["dimensions"]}
    found: Cuts = {}
    for given in arriving(run):
        found[given["view"]] = _cut(run, given, following, repairs and given["cadence"] == "any")
        if given["view"] in dimensions:
            found[members_view(given["view"])] = _cut(run, given, following, repairs)
    return found


def arriving(run: MartRun) -> list[MartInput]:
    """The inputs that are read from their tables: without the fixed ones, whose rows follow from their definitions."""
    return [given for given in run.mart["inputs"] if not given["fixed"]]


def members_view(view: str) -> str:
    """The view that the dimension of this input is resolved from."""
    return f"{view}__members"


def source(run: MartRun, given: MartInput) -> Table:
    """The table of an input. Raises MartInputError if there is none yet."""
    name = f"{given['mart']} {given['table']}"
    if name not in run.sources:
        run.sources[name] = _found(run, given)
    return run.sources[name]


def table_of(run: MartRun, given: MartInput) -> Table:
    """The table of an input, whether it is there or not."""
    if given["mart"]:
        return Table(run.spark, run.mart_database, given["mart"])
    return Table(run.spark, run.staging_database, run.tables[str(given["table"])]["name"])


def _found(run: MartRun, given: MartInput) -> Table:
    table = table_of(run, given)
    if not table.exists():
        raise MartInputError(
            f"{run.mart['id']}: its input {given['name']} has no table {table.database}.{table.name} yet; load a "
            "file of it first."
        )
    return table


def _cut(run: MartRun, given: MartInput, following: str | None, goes_on: bool) -> Cut:
    table = source(run, given)
    if given["mart"]:
        return {"snapshot": _state(run, table, following, goes_on), "until": None}
    end = following if goes_on else str(date.fromisoformat(run.batch_date) + timedelta(1))
    return {"snapshot": table.newest(), "until": end}


def _state(run: MartRun, source: Table, following: str | None, goes_on: bool) -> int | None:
    """The snapshot of the newest state of an input mart, of those that belong to this state; None without any.

    Raises MartInputError where maintenance may have removed that state.
    """
    states, batch_date = states_of(source), run.batch_date
    if goes_on:
        states = [date for date in states if following is None or date < following]
    else:
        states = [date for date in states if date <= batch_date]
    newest = max(states, default="")
    first = source.properties().get(STATES_FROM, "")
    if newest < first and newest != batch_date:
        raise MartInputError(
            f"{run.mart['id']} as of {batch_date} reads {source.name}, of which maintenance has removed the states "
            f"before {first}; build that first: {run_command({'marts': [source.name], 'batch_date': batch_date})}"
        )
    return source.ref(tag_of(newest)) if newest else None
