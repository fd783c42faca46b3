"""`python -m workbench analyse|test|describe`: one request on stdin, JSON lines on stdout.

functions/cli/workbench starts it.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from etl.documents import Analysis, RelationReport, TestPlan
from etl.pull.relation import reported
from pyspark.errors import PySparkRuntimeError
from pyspark.sql import SparkSession

from workbench.analysis import analyse
from workbench.folder import Folder
from workbench.rehearsal import rehearse
from workbench.rehearsal.place import Place
from workbench.session import start, with_tables

NO_DRIVERS = ("iceberg-", "hadoop-", "aws-")
Start = Callable[[dict[str, str]], SparkSession]


def analysed(request: Any, start_spark: Start, jars: Path, work: Path) -> Iterable[Analysis]:
    """What is wrong with the marts `request["marts"]` of the definitions."""
    try:
        spark = start_spark({"spark.sql.shuffle.partitions": "1"})
    except PySparkRuntimeError as error:
        return [{"unavailable": f"Spark did not start ({error}).", "findings": []}]
    findings = analyse(spark, request["definitions"], request["marts"])
    return [{"unavailable": None, "findings": findings}]


def tested(plan: TestPlan, start_spark: Start, jars: Path, work: Path) -> Iterator[Any]:
    """The outcome of each test of the plan."""
    places = [Place(f"t{at}", Folder(work)) for at in range(len(plan["tests"]))]
    buckets = [place.staging_bucket for place in places]
    for bucket in buckets:
        (work / bucket).mkdir()
    spark = start_spark(with_tables(work, jars, buckets))
    yield from rehearse(spark, plan, places.__getitem__)


def described(request: Any, start_spark: Start, jars: Path, work: Path) -> Iterable[RelationReport]:
    """What a database reports of a relation; its driver is one of the jars."""
    drivers = ",".join(str(jar) for jar in sorted(jars.glob("*.jar")) if not jar.name.startswith(NO_DRIVERS))
    spark = start_spark({"spark.jars": drivers})
    return [reported(spark, request["connection"], request["database"], request["relation"])]


COMMANDS: dict[str, Callable[[Any, Start, Path, Path], Iterable[Any]]] = {
    "analyse": analysed,
    "test": tested,
    "describe": described,
}


def main() -> None:
    """Answer one request; nothing else is written to stdout, whatever Java prints."""
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("--jars", type=Path, required=True)
    given = parser.parse_args()
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    os.environ["TZ"] = "UTC"  # in which Python gives and takes the times of rows
    time.tzset()
    request = json.load(sys.stdin)
    with tempfile.TemporaryDirectory(prefix="sluice-workbench-") as folder:
        work = Path(folder)
        for answer in COMMANDS[given.command](request, lambda settings: start(work, settings), given.jars, work):
            answers.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
