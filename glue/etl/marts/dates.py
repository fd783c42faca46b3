"""Several batch dates of a mart in one job run, each with a fate of its own.

A date that fails leaves the others alone. A job run that follows one that was ended goes on where that one stopped.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from pyspark.sql import SparkSession

from etl.documents import MartFailure, MartReport
from etl.errors import MartTestError, SluiceError
from etl.marts.build import build
from etl.platform.failures import told
from etl.platform.objects import Objects


def build_dates(
    spark: SparkSession, batch_dates: Sequence[str], reports: str, mart: str, **given: Any
) -> Iterator[MartReport]:
    """Build each date, leave `<reports><date>.json` or `<date>.failure.json`, and give its report.

    Of a date that its tests hold back, `<date>.held.json` is the report. `given` are the other arguments of `build`.
    Raises the first failure in the end, or the first that another job run can mend.
    """
    objects = Objects()
    done = {name.removesuffix(".json") for name in objects.names_below(reports)}
    dates = sorted(date for date in batch_dates if date not in done)
    failures: dict[str, Exception] = {}
    left: str | None = None
    for at, date in enumerate(dates):
        to_come = dates[at + 1 :]
        try:
            report = build(spark, mart=mart, batch_date=date, to_come=to_come, **given)
        except Exception as error:
            failures[date] = error
            held = error.report if isinstance(error, MartTestError) else None
            # A build of an older date builds the served one too, whose report is not this date's.
            if held is not None and held["batch_date"] == date:
                objects.write_json(f"{reports}{date}.held.json", held)
            objects.write_json(f"{reports}{date}.failure.json", _failure(mart, date, error))
            continue
        objects.write_json(f"{reports}{date}.json", report)
        left = _left_to(to_come, report)
        yield report
    if left is not None and left not in failures:
        build(spark, mart=mart, batch_date=left, **given)
    if failures:
        raise next((error for error in failures.values() if _can_be_mended(error)), next(iter(failures.values())))


def _failure(mart: str, date: str, error: Exception) -> MartFailure:
    name, message, retryable = told(error)
    return {"mart": mart, "batch_date": date, "error": name, "error_message": message, "retryable": retryable}


def _left_to(to_come: Sequence[str], report: MartReport) -> str | None:
    """The date that is served, if `build` has left it to a later date to serve it with what is new in this one."""
    served = report["published_batch_date"]
    if served is None or served <= report["batch_date"] or all(date > served for date in to_come):
        return None
    return served


def _can_be_mended(error: Exception) -> bool:
    return isinstance(error, SluiceError) and error.retryable
