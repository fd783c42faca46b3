"""The staging report (docs/interfaces.md)."""

from etl.documents import StagingReport
from etl.errors import RowCountError
from etl.gate.set_aside import SetAside
from etl.load.delivery import Delivery

NO_CHANGES = {"insert": 0, "update": 0, "delete": 0}


def report(
    delivery: Delivery, read: int, changed: dict[str, int], staged: int, unchanged: int, aside: SetAside
) -> StagingReport:
    """The report of a staged load; `changed` counts rows by change type, `read` all rows of the file.

    Raises RowCountError when counts do not add up.
    """
    load = delivery.load
    if read != staged + unchanged + aside.count:
        raise RowCountError(
            f"{load['table']}: {load['key']}: {read} rows read, but {staged} staged, {unchanged} unchanged "
            f"and {aside.count} quarantined; nothing was published, please report this as a bug."
        )
    return {
        "load_id": load["load_id"],
        "table": load["table"],
        "batch_date": load["batch_date"],
        "rows_read": read,
        "rows_staged": staged,
        "rows_unchanged": unchanged,
        "rows_quarantined": aside.count,
        "invalid_rows": aside.place,
        "unknown_keys": aside.unknown,
        "deletes_suspended": None,
        "ties": None,
        "inserts": changed["insert"],
        "updates": changed["update"],
        "deletes": changed["delete"],
        "snapshot_id": None,
        "superseded": False,
        "rewritten_batch_dates": [],
        "shared_with": [],
    }


def superseded(delivery: Delivery) -> StagingReport:
    """The report of a load whose batch date already has a later file: nothing is staged or set aside."""
    return {**unchanged(delivery), "superseded": True}


def unchanged(delivery: Delivery) -> StagingReport:
    """The report of a load that is in staging already."""
    rows = delivery.facts["rows"] or delivery.facts["rows_checked"]
    return report(delivery, rows, NO_CHANGES, 0, rows, SetAside())


def withdrawn(delivery: Delivery) -> StagingReport:
    """The report of a load whose rows go: nothing is read."""
    return report(delivery, 0, NO_CHANGES, 0, 0, SetAside())
