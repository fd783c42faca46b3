"""The keys of a mart whose rows may be others than in a state before: what the inputs' snapshots since then touched.

Too many keys do no harm, as their rows come out as they were; so files are looked at rather than rows where that is
cheaper.
"""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import reduce
from operator import and_, or_
from typing import NamedTuple

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from etl.documents import Dimension, MartInput
from etl.errors import SluiceError
from etl.marts.cuts import Cut, Cuts, members_view, source
from etl.marts.differences import SINCE, differing, first_changes, has_map
from etl.marts.fact import own_key
from etl.marts.inputs import before, matching, rows
from etl.marts.intervals import FROM, TO
from etl.marts.lineage import Lineage
from etl.marts.run import MartRun
from etl.names import quoted
from etl.platform import changed_files
from etl.platform.changed_files import Changed, StagedFiles
from etl.platform.iceberg import Table
from etl.platform.java import kept

NOTHING = Changed([], [])
BROADCAST_KEYS = 200_000
MEMBERS_AT_A_TIME = 4


class UnknownChangesError(SluiceError):
    """Why nobody can say what changed."""


def is_same(run: MartRun, given: MartInput, then: Cut, now: Cut) -> bool:
    """Whether two cuts of an input surely have the same rows, by metadata where that says it."""
    table, since, until = source(run, given), then["snapshot"], now["snapshot"]
    if since != until and (since is None or until is None or changed_files.between(table, since, until) != NOTHING):
        return False
    if then["until"] == now["until"] or until is None:
        return True
    first, end = _window(then, now)
    has = changed_files.has(table, until, "_batch_date", first, end)
    return not has if has is not None else _in_window(table, until, first, end).isEmpty()


class Touched(NamedTuple):
    """Keys of the mart, some of them perhaps twice, and the rows that they had, where they are known."""

    keys: DataFrame
    are_few: bool
    rows: DataFrame | None


def keys(
    run: MartRun, lineage: Lineage, state: DataFrame, then: Cuts, now: Cuts, stack: ExitStack, most: float
) -> Touched:
    """The touched keys. `state`: the rows of the mart that were made from `then`.

    What is read stays open as long as `stack`. Raises UnknownChangesError, and for more keys than `most`.
    """
    own = [_selected(frame, lineage["key"]) for frame in _of_input(run, lineage, then, now, stack)]
    key = list(map(quoted, lineage["key"]))
    found, number = _few_enough(reduce(DataFrame.unionByName, own).distinct(), key, most)
    if not run.mart["dimensions"]:
        return _touched(found, number, None)
    # One after the other, these small queries leave most of the machine idle.
    with ThreadPoolExecutor(MEMBERS_AT_A_TIME) as pool:
        members = list(pool.map(lambda each: _members(run, each, then, now, stack), run.mart["dimensions"]))
    given = [(each, frame) for each, frame in zip(run.mart["dimensions"], members, strict=True) if frame is not None]
    rows, more = _few_enough(_referring(state, few(found, number), given), key, most)
    return _touched(found.unionByName(rows.select(*key)), number + more, rows)


def _touched(keys: DataFrame, number: int, rows: DataFrame | None) -> Touched:
    return Touched(few(keys, number), number < BROADCAST_KEYS, rows)


def _few_enough(rows: DataFrame, key: list[str], most: float) -> tuple[DataFrame, int]:
    """The rows, made once and for all, and how many. Raises for more than `most`, and for a NULL in a key."""
    without = F.count_if(reduce(or_, [F.col(name).isNull() for name in key])).alias("without")
    found, counts = kept(rows, _number(), without)
    if counts["without"]:
        raise UnknownChangesError("a touched key has a null in it")
    if counts["number"] > most:
        raise UnknownChangesError(
            f"{counts['number']} keys are touched, more than {most:.0f}, so that all rows are made as quickly"
        )
    return found, counts["number"]


def _number() -> Column:
    return F.count(F.lit(1)).alias("number")


def few(keys: DataFrame, number: int) -> DataFrame:
    """The keys, sent to where the rows are if they are few; Spark does not know how many a checkpoint has."""
    return F.broadcast(keys) if number < BROADCAST_KEYS else keys


def _of_input(run: MartRun, lineage: Lineage, then: Cuts, now: Cuts, stack: ExitStack) -> list[DataFrame]:
    """Rows with the touched keys of the input that mart.sql is a map of: its own, and those that join touched rows."""
    inputs, view = _inputs(run), lineage["view"]
    found = [_changed(run, inputs[view], then[view], now[view], lineage["key"].values(), stack)]
    for join in run.mart["joins"]:
        given, at = inputs[join["view"]], join["view"]
        pairs = _on_key(run, given, join["key"])
        joined = _changed(run, given, then[at], now[at], pairs.values(), stack)
        found.append(matching(rows(run, inputs[view], now[view]), _selected(joined, pairs)))
    return found


def _members(run: MartRun, dimension: Dimension, then: Cuts, now: Cuts, stack: ExitStack) -> DataFrame | None:
    """The touched keys of a dimension's members, under the names that the fact has for them; None without any.

    Of a mart with versions they have SINCE, the first moment at which another member stands than before; NULL is any.
    """
    given, view = _inputs(run)[dimension["view"]], members_view(dimension["view"])
    if given["fixed"] or is_same(run, given, then[view], now[view]):
        return None
    pairs = _on_key(run, given, dimension["key"])
    own = dimension["member_key"]
    member = [own] if own and not _follows(run, given, dimension) else []
    read = [*pairs.values(), FROM, TO, *member]
    if given["mart"] and own and dimension["as_of"]:
        changed = first_changes(_between_states(run, given, then[view], now[view], read), [*pairs.values()], member)
        changed = changed.select(*[F.col(quoted(theirs)).alias(ours) for ours, theirs in pairs.items()], SINCE)
    else:
        changed = _selected(_changed(run, given, then[view], now[view], pairs.values(), stack, read), pairs).distinct()
    found, counts = kept(changed, _number())
    return few(found, counts["number"]) if counts["number"] else None


def _follows(run: MartRun, given: MartInput, dimension: Dimension) -> bool:
    """Whether the member's key follows from the other columns: a surrogate key does (dimension.py), a long text."""
    mart = run.marts.get(str(given["mart"]))
    if mart is None or mart["surrogate_key"] != dimension["member_key"]:
        return False
    return sorted(mart["natural_key"]) == sorted(dimension["key"].values())


def _referring(state: DataFrame, own: DataFrame, members: list[tuple[Dimension, DataFrame]]) -> DataFrame:
    """The rows of the state that have one of their own keys that are given, or one of a member, found in one pass."""
    found, marks = state, [F.lit(False)]
    for number, (as_of, keys) in enumerate([(None, own), *[(each["as_of"], frame) for each, frame in members]]):
        mark = f"_touched_{number}"
        named = keys.select(F.lit(True).alias(mark), *[F.col(quoted(n)).alias(f"{mark}_{n}") for n in keys.columns])
        equal = [own_key(state, name, keys, name) == F.col(f"{mark}_{name}") for name in keys.columns if name != SINCE]
        if SINCE in keys.columns:
            since = F.col(f"{mark}_{SINCE}")
            equal.append(since.isNull() | (F.col(quoted(str(as_of))) >= since))
        found = found.join(named, reduce(and_, equal), "left")
        marks.append(F.col(mark).isNotNull())
    return found.where(reduce(or_, marks)).select(*map(quoted, state.columns))


def _inputs(run: MartRun) -> dict[str, MartInput]:
    return {given["view"]: given for given in run.mart["inputs"]}


def _on_key(run: MartRun, given: MartInput, key: dict[str, str]) -> dict[str, str]:
    """Of the pairs {ours: theirs} those of the table's natural key, as all versions of a row have the same."""
    if given["table"] is None:
        return key
    natural_key = run.tables[given["table"]]["natural_key"]
    if not natural_key:
        raise UnknownChangesError(f"{given['table']} has no natural key")
    return {ours: theirs for ours, theirs in key.items() if theirs in natural_key}


def _selected(frame: DataFrame, pairs: dict[str, str]) -> DataFrame:
    return frame.select(*[F.col(quoted(theirs)).alias(ours) for ours, theirs in pairs.items()])


def _changed(
    run: MartRun,
    given: MartInput,
    then: Cut,
    now: Cut,
    key: Iterable[str],
    stack: ExitStack,
    read: list[str] | None = None,
) -> DataFrame:
    """The keys of the rows that may differ; of a mart only where the columns `read` (None: all) do."""
    key = list(key)
    if is_same(run, given, then, now):
        return source(run, given).at(now["snapshot"]).select(*map(quoted, key)).limit(0)
    if given["mart"]:
        return _between_states(run, given, then, now, read).select(*map(quoted, key))
    if then["snapshot"] is None or now["snapshot"] is None:
        raise _nothing_before(given)
    return reduce(DataFrame.unionByName, [each.select(*key) for each in _of_log(run, given, then, now, stack)])


def _of_log(run: MartRun, given: MartInput, then: Cut, now: Cut, stack: ExitStack) -> list[DataFrame]:
    """The rows that came and went, and those of the batch dates that only one of the cuts has."""
    table, since, until = source(run, given), then["snapshot"], now["snapshot"]
    first, end = _window(then, now)
    files = changed_files.between(table, since, until) if since and until and since != until else NOTHING
    if files is None:
        raise UnknownChangesError(f"the snapshot of {given['name']} that the state before read is gone")
    found = []
    if files != NOTHING:
        changed = _rows_of(table, files, stack)
        found.append(changed if end is None else changed.where(before(end)))
    if then["until"] != now["until"]:
        found.append(_in_window(table, until, first, end))
    return found


def _rows_of(table: Table, files: Changed, stack: ExitStack) -> DataFrame:
    """The rows of files that came or went; where others came for those that went, without the rows that both have."""
    sides = [stack.enter_context(StagedFiles(table, side)) for side in files if side]
    if len(sides) == 1 or has_map(sides[0]):
        return reduce(DataFrame.unionByName, sides)
    return differing(*sides)


def _in_window(table: Table, snapshot: int | None, first: str, end: str | None) -> DataFrame:
    later = table.at(snapshot).where(~before(first))
    return later if end is None else later.where(before(end))


def _nothing_before(given: MartInput) -> UnknownChangesError:
    return UnknownChangesError(f"{given['name']} had no rows")


def _between_states(run: MartRun, given: MartInput, then: Cut, now: Cut, read: list[str] | None) -> DataFrame:
    """The rows of a mart that its states have in other numbers, and COUNT; of the columns `read` (None: of all)."""
    table, since, until = source(run, given), then["snapshot"], now["snapshot"]
    if since is None or until is None:
        raise _nothing_before(given)
    if table.java().snapshot(since) is None:
        raise UnknownChangesError(f"the snapshot of {given['name']} that the state before read is gone")
    old, new = table.at(since), table.at(until)
    if old.schema.simpleString() != new.schema.simpleString():
        raise UnknownChangesError(f"{given['name']} has other columns than before")
    if read is not None:
        columns = [quoted(name) for name in dict.fromkeys(read) if name in new.columns]
        old, new = old.select(*columns), new.select(*columns)
    if has_map(new):
        raise UnknownChangesError(f"{given['name']} has a column of type map, which cannot be compared")
    return differing(old, new)


def _window(then: Cut, now: Cut) -> tuple[str, str | None]:
    """The first batch date that only one of the cuts may have, and the end of those; None for an end that is open."""
    ends = [cut["until"] for cut in (then, now)]
    dated = [end for end in ends if end is not None]
    return min(dated, default=""), None if None in ends else max(dated)
