"""The tests of a plan, one after the other: each step loads, builds and compares."""

import io
import time
from collections.abc import Callable, Iterator, Mapping, Sequence

from etl.documents import (
    PlannedExpectation,
    PlannedLoad,
    PlannedStep,
    PlannedTest,
    RowDifference,
    TestFailure,
    TestOutcome,
    TestPlan,
)
from etl.errors import MartInputError, SluiceError
from etl.marts.build import build
from etl.platform.iceberg import Table
from etl.staging import stage
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession
from pyspark.sql.types import StructType

from workbench.analysis.marts import columns_of
from workbench.rehearsal.compare import compare
from workbench.rehearsal.given import give, typed
from workbench.rehearsal.place import Place
from workbench.rehearsal.values import show

RUN_ID = "test"


class FileRejectedError(SluiceError):
    """The gate refuses a file, as the Lambda of that error does."""


def rehearse(spark: SparkSession, plan: TestPlan, place_of: Callable[[int], Place]) -> Iterator[TestOutcome]:
    """Run every test in a place of its own; gives each outcome as soon as it is known."""
    given = {mart["mart"] for test in plan["tests"] for step in test["steps"] for mart in step["given"]}
    columns = columns_of(spark, plan["definitions"], given)
    for at, test in enumerate(plan["tests"]):
        started = time.monotonic()
        place = place_of(at)
        place.open(spark, plan["definitions"])
        failure = Rehearsal(spark, place, columns, test).failure()
        yield {"test": at, "seconds": round(time.monotonic() - started, 1), "failure": failure}


class Rehearsal:
    """One test in its place; `columns` are those of the marts that it gives."""

    def __init__(self, spark: SparkSession, place: Place, columns: Mapping[str, StructType], test: PlannedTest) -> None:
        self.spark, self.place, self.columns, self.test = spark, place, columns, test

    def failure(self) -> TestFailure | None:
        """What the first step that fails has found; None where all is as expected."""
        for at, step in enumerate(self.test["steps"]):
            failed = self._failed(step)
            if failed:
                sentence, difference = failed
                return {"step": at, "sentence": sentence, "difference": difference}
        return None

    def _failed(self, step: PlannedStep) -> tuple[str, RowDifference | None] | None:
        expected = step["expect"]
        wanted = expected and expected["error"]
        try:
            self._act(step)
            if expected is None:
                return None
            if wanted:
                return f"expected {wanted}, and there was no error", None
            return self._compared(expected)
        except (SluiceError, PySparkException) as error:
            name = type(error).__name__
            return None if name == wanted else (f"{name}: {error}", None)

    def _act(self, step: PlannedStep) -> None:
        """Load what is given, and build the marts as of the batch date of the step."""
        for load in step["loads"]:
            self._load(load)
        for given in step["given"]:
            give(self.spark, self.place, given, self.columns[given["mart"]], step["batch_date"])
        try:
            for mart in self.test["marts"]:
                self._build(mart, step["batch_date"])
        except MartInputError:
            if step["expect"]:
                raise  # else the mart is not due yet

    def _load(self, planned: PlannedLoad) -> None:
        if planned["refused"] is not None or planned["facts"] is None:
            raise FileRejectedError(str(planned["refused"]))
        load, place = planned["load"], self.place
        place.objects.write_file(f"s3://{load['bucket']}/{load['key']}", io.BytesIO(planned["text"].encode()))
        stage(
            self.spark,
            definitions=place.definitions,
            table=load["table"],
            load=load,
            facts=planned["facts"],
            run_id=RUN_ID,
            staging_bucket=place.staging_bucket,
            staging_database=place.staging_database,
            raw_database=place.raw_database,
            quarantine_bucket=place.quarantine_bucket,
            objects=place.objects,
            register=lambda *_: [],
        )

    def _build(self, mart: str, batch_date: str) -> None:
        build(
            self.spark,
            definitions=self.place.definitions,
            mart=mart,
            batch_date=batch_date,
            run_id=RUN_ID,
            staging_database=self.place.staging_database,
            mart_database=self.place.mart_database,
            mart_bucket=self.place.mart_bucket,
            objects=self.place.objects,
        )

    def _compared(self, expected: PlannedExpectation) -> tuple[str, RowDifference] | None:
        """The rows that the mart serves against those that were expected, in the columns that these name."""
        frame = Table(self.spark, self.place.mart_database, self.test["mart"]).frame()
        rows = expected["rows"]
        named = list(dict.fromkeys(name for row in rows for name in row)) or frame.columns
        columns = StructType([frame.schema[name] for name in named if name in frame.columns])
        known = columns if len(columns) == len(named) else frame.schema
        wanted = [typed(row, known, f"expected row {at}") for at, row in enumerate(rows, 1)]
        found = frame.select(*[f"`{name}`" for name in columns.names]).collect()
        difference = compare(columns.names, _texts(wanted), _texts(found))
        return difference and (_counted(difference), difference)


def _texts(rows: Sequence[tuple[object, ...]]) -> list[tuple[str, ...]]:
    return [tuple(show(value) for value in row) for row in rows]


def _counted(difference: RowDifference) -> str:
    signs = [line["sign"] for line in difference["lines"]]
    equal = difference["equal"]
    return (
        f"{equal} {'row is' if equal == 1 else 'rows are'} as expected, {signs.count('-')} missing, "
        f"{signs.count('+')} not expected"
    )
