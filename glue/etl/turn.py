"""Several loads of a table in one job run, each with a fate of its own.

Loads that are alike are staged together, in one commit; one by one where that fails, so that a load that fails leaves
the others alone. A job run that follows one that was ended goes on where that one stopped, and stages one by one.
"""

import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, cast

from py4j.protocol import Py4JError
from pyspark.sql import SparkSession

from etl.documents import Begun, StagingOrder, StagingReport, Turn, ValidationFacts
from etl.errors import FileError, TogetherError
from etl.load.alike import groups
from etl.platform.failures import beside, leave_failure
from etl.platform.objects import Objects
from etl.staging import stage, stage_together

CALLS_AT_A_TIME = 8


def stage_loads(spark: SparkSession, turn: str, job_run: str | None, **given: Any) -> Iterator[StagingReport]:
    """Stage the loads of the document at `turn`, in its order, leave a report of each, and give it.

    `given` are the other arguments of `stage`. Beside the report of a load, `<name>.failure.json` says why it failed,
    and `<name>.rejection.json` what is wrong with its file. Beside the turn, `<name>.begun.json` says which load was
    begun last, or which is the first of those that are staged together. Raises the first failure in the end.
    """
    objects = Objects()
    document: Turn = objects.read_json(turn)
    run = _JobRun(spark, objects, job_run, beside(turn, "begun"), given)
    with ThreadPoolExecutor(CALLS_AT_A_TIME) as pool:
        reported = pool.map(objects.names_below, [order["report"] for order in document["loads"]])
        orders = [order for order, names in zip(document["loads"], reported, strict=True) if not names]
    # Which load ends a job run is only known where loads are staged one by one.
    was_ended = bool(objects.names_below(run.begun))
    for group in [[order] for order in orders] if was_ended else groups(orders):
        yield from run.together(group) or run.one_by_one(group)
    if run.failures:
        raise run.failures[0]


@dataclass(frozen=True)
class _JobRun:
    """`id` is Glue's, `begun` the place of the document of the load that was begun last."""

    spark: SparkSession
    objects: Objects
    id: str | None
    begun: str
    given: dict[str, Any]
    failures: list[Exception] = field(default_factory=list)

    def together(self, group: list[StagingOrder]) -> list[StagingReport]:
        """Stage the loads of a group in one commit; no reports where they are to be staged one by one."""
        if len(group) < 2:
            return []
        self._begin(group[0])
        try:
            reports = stage_together(self.spark, orders=group, **self.given)
        except Exception as error:
            if not _is_alive(self.spark):
                raise
            if not isinstance(error, TogetherError):
                traceback.print_exc()
            return []
        with ThreadPoolExecutor(CALLS_AT_A_TIME) as pool:
            list(pool.map(self.objects.write_json, [order["report"] for order in group], reports))
        return reports

    def one_by_one(self, group: list[StagingOrder]) -> Iterator[StagingReport]:
        """Stage each load by itself, and give the reports of those that do not fail."""
        for order in group:
            self._begin(order)
            try:
                report = self._staged(order)
                self.objects.write_json(order["report"], report)
            except Exception as error:
                if not _is_alive(self.spark):
                    raise  # without a document: the job run was ended, whatever the load is like
                self.failures.append(error)
                self._leave(order, error)
                continue
            yield report

    def _begin(self, order: StagingOrder) -> None:
        begun: Begun = {"load_id": order["load"]["load_id"]}
        self.objects.write_json(self.begun, begun)

    def _staged(self, order: StagingOrder) -> StagingReport:
        return stage(
            self.spark,
            load=order["load"],
            facts=cast(ValidationFacts, order["facts"]),
            approve=order["approve"],
            withdraw=order["withdraw"],
            run_id=order["run_id"],
            **self.given,
        )

    def _leave(self, order: StagingOrder, error: Exception) -> None:
        if isinstance(error, FileError) and error.rejection:
            self.objects.write_json(beside(order["report"], "rejection"), error.rejection)
        leave_failure(self.objects, order["report"], self.id, error)


def _is_alive(spark: SparkSession) -> bool:
    """Whether Spark can stage another load; when its JVM has ended, each would fail for no fault of its own."""
    try:
        return not spark.sparkContext._jsc.sc().isStopped()
    except (Py4JError, OSError):
        return False
