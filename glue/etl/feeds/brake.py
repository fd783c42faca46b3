"""The brake of mass deletes: a load that takes too many rows of a batch date away waits until a person approves it."""

from pyspark.sql import functions as F

from etl.errors import MassDeleteError
from etl.load.run import StagingRun


def hold_deletes(run: StagingRun, batch_date: str, deletes: int, keys: int, known: str | None) -> None:
    """Raise MassDeleteError if the snapshot of `batch_date` would delete too many of the `keys` before it.

    `known`: the load of that date on record, whose deletes are no news.
    """
    if not _is_too_much(run, deletes, keys) or (known and deletes <= _deleted_by(run, known)):
        return
    _hold(run, f"{_condition(run, batch_date)}the snapshot of {batch_date} would delete {_share(deletes, keys)}")


def hold_losses(run: StagingRun, lost: int, keys: int) -> None:
    """Raise MassDeleteError if a correction lacks too many of the `keys` that its own batch date has."""
    if _is_too_much(run, lost, keys):
        key, date = run.delivery.load["key"], run.delivery.batch_date
        _hold(run, f"{key} would take away {_share(lost, keys)} that {date} has now")


def _condition(run: StagingRun, batch_date: str) -> str:
    if run.withdrawn is not None:
        return f"without {run.withdrawn['key']}, "
    return "" if batch_date == run.delivery.batch_date else f"with {run.delivery.load['key']}, "


def _is_too_much(run: StagingRun, deletes: int, keys: int) -> bool:
    return "deletes" not in run.approve and deletes * 100 > run.table["max_delete_percent"] * keys


def _deleted_by(run: StagingRun, load_id: str) -> int:
    return run.log.frame().where((F.col("_load_id") == load_id) & (F.col("_change_type") == "delete")).count()


def _share(deletes: int, keys: int) -> str:
    return f"{deletes} of {keys} rows ({deletes * 100 / keys:.1f} %)"


def _hold(run: StagingRun, what: str) -> None:
    raise MassDeleteError(
        f"{run.table['id']}: {what}, more than max_delete_percent {run.table['max_delete_percent']}; correct the file, "
        f"or approve it: {run.approval('approve_deletes')}"
    )
