"""Why a job run failed, in a document of its own: Glue's text of an error has several forms, and is cut off.

A job run without one was ended from outside: the state machines then run the job once more.
"""

import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from etl.documents import JobFailure
from etl.errors import SluiceError
from etl.platform.objects import Objects

LOST = ("ExecutorLostFailure", "FetchFailed", "SparkContext was shut down", "SparkContext was stopped")
"""Words of Spark for workers that went away, which is no fault of the data."""
EXPIRED = "Location does not exist"
"""Words of Iceberg for a file that maintenance removed under a job that read an old snapshot. The next run does not."""
MAX_MESSAGE = 4000


class Told(NamedTuple):
    """An error for the ledger; `retryable`: whether the same job can succeed a little later."""

    error: str
    error_message: str
    retryable: bool


def told(error: Exception) -> Told:
    """The name, the sentence and the kind of an error, whoever raised it."""
    text = _text(error)
    retryable = error.retryable if isinstance(error, SluiceError) else any(word in text for word in (*LOST, EXPIRED))
    return Told(type(error).__name__, text[:MAX_MESSAGE], retryable)


def _text(error: Exception) -> str:
    """What the error says; of Spark's errors without the plan, of Java's without the call."""
    try:
        text = str(error)
    except Exception:  # py4j asks the JVM for the text
        return "The Spark JVM ended while the job ran; SparkContext was shut down."
    if isinstance(error, SluiceError):
        return text
    text = text.split("\n\nJVM stacktrace")[0].split(";\n")[0]
    return re.sub(r"^An error occurred while calling [\w.]+\n: ", "", text)


@contextmanager
def failure_left(report: str, job_run: str | None) -> Iterator[None]:
    """Leave `<report>.failure.json` when the block raises. `job_run` is the id of Glue's job run."""
    try:
        yield
    except Exception as error:
        leave_failure(Objects(), report, job_run, error)
        raise


def beside(document: str, kind: str) -> str:
    """The place of another document about the same thing: `a/b.json` has `a/b.failure.json` beside it."""
    return f"{document.removesuffix('.json')}.{kind}.json"


def leave_failure(objects: Objects, report: str, job_run: str | None, error: Exception) -> None:
    """Leave `<report>.failure.json`, which says why there is no report."""
    name, message, retryable = told(error)
    document: JobFailure = {"job_run": job_run, "error": name, "error_message": message, "retryable": retryable}
    try:
        objects.write_json(beside(report, "failure"), document)
    except Exception:  # the error of the job is the one to raise
        traceback.print_exc()
