"""Several loads of a table in one job run, each with a fate of its own.

A load that fails leaves the others alone. A job run that follows one that was ended goes on where that one stopped.
"""

from collections.abc import Iterator
from typing import Any, cast

from py4j.protocol import Py4JError
from pyspark.sql import SparkSession

from etl.documents import Begun, StagingOrder, StagingReport, Turn, ValidationFacts
from etl.errors import FileError
from etl.platform.failures import beside, leave_failure
from etl.platform.objects import Objects
from etl.staging import stage


def stage_loads(spark: SparkSession, turn: str, job_run: str | None, **given: Any) -> Iterator[StagingReport]:
    """Stage the loads of the document at `turn`, in its order, leave a report of each, and give it.

    `given` are the other arguments of `stage`. Beside the report of a load, `<name>.failure.json` says why it failed,
    and `<name>.rejection.json` what is wrong with its file. Beside the turn, `<name>.begun.json` says which load was
    begun last. Raises the first failure in the end.
    """
    objects = Objects()
    document: Turn = objects.read_json(turn)
    failures: list[Exception] = []
    for order in document["loads"]:
        if objects.names_below(order["report"]):
            continue
        begun: Begun = {"load_id": order["load"]["load_id"]}
        objects.write_json(beside(turn, "begun"), begun)
        try:
            report = _staged(spark, order, given)
            objects.write_json(order["report"], report)
        except Exception as error:
            if not _is_alive(spark):
                raise  # without a document: the job run was ended, whatever the load is like
            failures.append(error)
            _leave(objects, order, error, job_run)
            continue
        yield report
    if failures:
        raise failures[0]


def _staged(spark: SparkSession, order: StagingOrder, given: dict[str, Any]) -> StagingReport:
    return stage(
        spark,
        load=order["load"],
        facts=cast(ValidationFacts, order["facts"]),
        approve=order["approve"],
        withdraw=order["withdraw"],
        run_id=order["run_id"],
        **given,
    )


def _leave(objects: Objects, order: StagingOrder, error: Exception, job_run: str | None) -> None:
    if isinstance(error, FileError) and error.rejection:
        objects.write_json(beside(order["report"], "rejection"), error.rejection)
    leave_failure(objects, order["report"], job_run, error)


def _is_alive(spark: SparkSession) -> bool:
    """Whether Spark can stage another load; when its JVM has ended, each would fail for no fault of its own."""
    try:
        return not spark.sparkContext._jsc.sc().isStopped()
    except (Py4JError, OSError):
        return False
