"""Tags and branches that have had their time: old states of marts, and what attempts that ended have left behind."""

from etl.marts.build import FAILED
from etl.marts.run import PUBLISHED, STATES_FROM, dates_of, tag_of
from etl.platform.changed_files import each_of
from etl.platform.iceberg import MAIN, Table, retried
from etl.platform.java import mapping


def retire_states(table: Table, most: int) -> None:
    """Remove the tags of a mart's states, but for the newest `most` batch dates and the one that is served.

    Builds are told from which date on the states are complete (marts/cuts.py).
    """

    def retire() -> None:
        dates, served = dates_of(table.refs()), table.properties().get(PUBLISHED)
        old = [date for date in dates[:-most] if date != served]
        if old:
            first = max(dates[-most], table.properties().get(STATES_FROM, ""))
            table.remove_refs([tag_of(date) for date in old], properties={STATES_FROM: first})

    retried(table, retire)


def remove_branches(table: Table, before: int) -> None:
    """Remove the branches that were written last before that time (epoch ms): no attempt is under way so long."""

    def remove() -> None:
        old = _left_behind(table, before)
        if old:
            table.remove_refs([], old, {f"{FAILED}{name}": None for name in old})

    retried(table, remove)


def _left_behind(table: Table, before: int) -> list[str]:
    """Branches with snapshots of their own. Another one may have been created a moment ago from an old snapshot."""
    java = table.java()
    refs = mapping(java.refs())
    heads = {name: int(ref.snapshotId()) for name, ref in refs.items()}
    served = {int(entry.snapshotId()) for entry in each_of(java.history())}
    return [
        name
        for name, head in heads.items()
        if name != MAIN
        and refs[name].isBranch()
        and head not in served
        and list(heads.values()).count(head) == 1
        and int(java.snapshot(head).timestampMillis()) < before
    ]
