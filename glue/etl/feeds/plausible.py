"""Changes from the future: a file with one waits until a person approves it."""

from datetime import UTC, datetime

from pyspark.sql import Column
from pyspark.sql import functions as F

from etl.commands import run_command
from etl.documents import TableDefinition
from etl.errors import ImplausibleDateError
from etl.load.run import StagingRun


def ahead(table: TableDefinition) -> Column:
    """Whether `_sequence` is a moment more than `max_days_ahead` days after the day of the file; false for integers."""
    first = F.date_add(F.to_date("_loaded_at"), table["max_days_ahead"] + 1)
    is_moment = any(
        column["name"] == table["sequence_by"] and column["type"] in ("date", "timestamp")
        for column in table["columns"]
    )
    return F.lit(is_moment) & (F.col("_sequence") >= F.unix_micros(first.cast("timestamp")))


def hold_ahead(run: StagingRun, rows: int, last: int | None) -> None:
    """Raise ImplausibleDateError where `rows` of the file are `ahead`; `last` is the greatest `_sequence`."""
    if not rows or last is None or "date" in run.approve:
        return
    table, load = run.table, run.delivery.load
    # Python has no year beyond 9999.
    seconds = min(last // 1_000_000, 253_402_300_799)
    found = datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")
    raise ImplausibleDateError(
        f"{table['id']}: {load['key']} has {'1 row' if rows == 1 else f'{rows} rows'} whose {table['sequence_by']} is "
        f"up to {found}, more than max_days_ahead {table['max_days_ahead']} days after S3 received the file on "
        f"{load['loaded_at'][:10]}; such a change stays the newest of its key until then. Correct the file, or approve "
        f"it: {run_command({'key': load['key'], 'approve_date': True})}"
    )
