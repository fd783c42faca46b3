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
    spark: SparkSession, batch_dates: Sequence[str], reports: str, mart: str, job_run: str | None = None, **given: Any
) -> Iterator[MartReport]:
    """Build each date, leave `<reports><date>.json` or `<date>.failure.json`, and give its report.

    Of a date that its tests hold back, `<date>.held.json` is the report. `job_run` is the id of Glue's job run, `given`
    are the other arguments of `build`. Raises the first failure in the end, or the first that another job run can mend.
    """
    left = Documents(Objects(), reports, mart, job_run)
    dates = sorted(set(batch_dates) - left.done())
    unserved: tuple[MartReport, str] | None = None
    """Of the last date that left the served date to a later one, and that date: it is done once that is."""
    for at, date in enumerate(dates):
        to_come = dates[at + 1 :]
        try:
            report = build(spark, mart=mart, batch_date=date, to_come=to_come, **given)
        except Exception as error:
            left.failure(date, error)
            continue
        if unserved is not None:
            yield left.report(unserved[0])
        served = _left_to(to_come, report)
        unserved = (report, served) if served else None
        if unserved is None:
            yield left.report(report)
    if unserved is not None:
        report, served = unserved
        try:
            if served not in left.failures:
                build(spark, mart=mart, batch_date=served, **given)
        except Exception as error:
            left.failure(report["batch_date"], error)
        else:
            yield left.report(report)
    left.raise_failure()


class Documents:
    """What a job run leaves of each date, below `reports`."""

    def __init__(self, objects: Objects, reports: str, mart: str, job_run: str | None) -> None:
        self.objects, self.reports, self.mart, self.job_run = objects, reports, mart, job_run
        self.failures: dict[str, Exception] = {}

    def done(self) -> set[str]:
        """The dates that have their report."""
        return {name.removesuffix(".json") for name in self.objects.names_below(self.reports)}

    def report(self, report: MartReport) -> MartReport:
        """Leave the report of a date that is built."""
        self.objects.write_json(f"{self.reports}{report['batch_date']}.json", report)
        return report

    def failure(self, date: str, error: Exception) -> None:
        """Leave why a date failed."""
        self.failures[date] = error
        held = error.report if isinstance(error, MartTestError) else None
        # A build of an older date builds the served one too, whose report is not this date's.
        if held is not None and held["batch_date"] == date:
            self.objects.write_json(f"{self.reports}{date}.held.json", held)
        name, message, retryable = told(error)
        which: MartFailure = {
            "mart": self.mart,
            "batch_date": date,
            "job_run": self.job_run,
            "error": name,
            "error_message": message,
            "retryable": retryable,
        }
        self.objects.write_json(f"{self.reports}{date}.failure.json", which)

    def raise_failure(self) -> None:
        """Raise the first failure that another job run can mend, else the first."""
        errors = list(self.failures.values())
        if errors:
            raise next((error for error in errors if _can_be_mended(error)), errors[0])


def _left_to(to_come: Sequence[str], report: MartReport) -> str | None:
    """The date that is served, if `build` has left it to a later date to serve it with what is new in this one."""
    served = report["published_batch_date"]
    if served is None or served <= report["batch_date"] or all(date > served for date in to_come):
        return None
    return served


def _can_be_mended(error: Exception) -> bool:
    return isinstance(error, SluiceError) and error.retryable
