"""Which of the files of a batch date speaks for it."""

from etl.documents import Load
from etl.errors import SnapshotPartError
from etl.feeds.state import Replaced, StateFacts
from etl.load.delivery import Delivery
from etl.load.run import StagingRun


def succeed(run: StagingRun, present: StateFacts) -> Replaced | None:
    """The files whose place the run's file takes, those of `present` among them; None if `present` stays.

    Raises SnapshotPartError for a file under another name, which may be a part of the snapshot or a mistake. A decision
    for one name is remembered, so that a replay of the files gives the same rows.

    A batch of parts takes the place of an earlier one, or of a single file. Who forms a batch reads what there is in
    raw, so that of two with the same newest part the later run knows more.
    """
    if run.withdrawn is not None:
        return _without(run.withdrawn, run.delivery.load, present)
    there = Delivery(present["load"], present["facts"])
    replaced = present.get("replaced", {})
    if run.delivery.is_batch:
        is_late = run.delivery.order[:2] < there.order[:2] and "replacement" not in run.approve
        return None if is_late else {}
    key, order = run.delivery.load["key"], list(run.delivery.order)
    if key == there.load["key"]:
        return replaced if run.delivery.order >= there.order else None
    if "replacement" not in run.approve:
        if key in replaced and order <= replaced[key]:
            return None
        if run.table["another_file"] == "hold":
            raise SnapshotPartError(_sentence(run, there.load["key"]))
        if run.delivery.order < there.order:
            return None
    return {name: last for name, last in replaced.items() if name != key} | {there.load["key"]: list(there.order)}


def _without(withdrawn: Load, heir: Load, present: StateFacts) -> Replaced | None:
    if present["load"]["load_id"] != withdrawn["load_id"]:
        return None
    gone = {withdrawn["key"], heir["key"]}
    return {name: last for name, last in present.get("replaced", {}).items() if name not in gone}


def _sentence(run: StagingRun, first: str) -> str:
    key = run.delivery.load["key"]
    return (
        f"{run.table['id']}: {key} is a second file of the snapshot of {run.delivery.batch_date}, under another name "
        f"than {first}, which is loaded; a part of a snapshot would delete the rows of the other parts. If the files "
        'are parts of one snapshot, declare "another_file": {"parts": {...}} in table.json; if the later of two files '
        'is to count, declare "another_file": "replace"; if it corrects the first, send it again under that name; if '
        f"it is to take the place of the first, approve it: {run.approval('approve_replacement')}"
    )
