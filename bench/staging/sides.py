"""What a day of lineitem takes: a plain copy to Parquet, a MERGE into an Iceberg table, and Sluice's staging job.

`sides.py FOLDER JARS`. FOLDER has `definitions.json`, `facts.json` (by file name) and the files of two days. The last
line of the output is JSON. All three run by turns in one Spark; the staging job by its own function, without a
deployment.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "glue")]

import boto3  # noqa: E402
from etl.staging import stage  # noqa: E402
from pyspark.sql import DataFrame, SparkSession  # noqa: E402

from bench.local_spark import ministack, session  # noqa: E402

FILES = {"csv": "csv", "gzip": "csv.gz", "parquet": "parquet"}
BUCKETS = ("raw", "staging", "quarantine", "peers")
ROUNDS = 4
"""In each of them every side takes its turn; the first one warms up, and is not measured."""


class Sides:
    """The three of them over one file format."""

    def __init__(self, spark: SparkSession, folder: str, name: str, definitions: dict[str, Any]) -> None:
        self.spark, self.folder, self.name = spark, folder, name
        self.table = next(each for each in definitions["tables"].values() if each["name"] == f"tpch_{name}")
        self.facts = json.loads(Path(folder, "facts.json").read_text())

    def put(self, day: int) -> None:
        """Send a day's file."""
        boto3.client("s3").upload_file(f"{self.folder}/{self._file(day)}", "raw", self._key(day))

    def copy(self, day: int) -> None:
        """Read with the declared types, write Parquet: the least that any of the others does."""
        self._rows(day).write.mode("overwrite").parquet(f"s3://peers/{self.name}-copy")

    def merge_anew(self) -> None:
        """The table that `merge` changes, with the rows of day 1."""
        self._rows(1).createOrReplaceTempView("first")
        columns = f"USING iceberg LOCATION 's3://peers/{self.name}-merged' AS SELECT * FROM first"  # noqa: S608
        self.spark.sql(f"CREATE OR REPLACE TABLE glue_catalog.peers.{self.name} {columns}")

    def merge(self, day: int) -> None:
        """What is usually written by hand: new and changed rows, and those that are gone."""
        self._rows(day).createOrReplaceTempView("today")
        key, *others = (column["name"] for column in self.table["columns"])
        changed = " OR ".join(f"t.{name} <> s.{name}" for name in others)
        self.spark.sql(
            f"MERGE INTO glue_catalog.peers.{self.name} t USING today s "
            f"ON t.{key} = s.{key} AND t.l_linenumber = s.l_linenumber WHEN MATCHED AND ({changed}) THEN UPDATE SET * "
            "WHEN NOT MATCHED THEN INSERT * WHEN NOT MATCHED BY SOURCE THEN DELETE"
        )

    def stage(self, day: int, round_: int = 0) -> dict[str, Any]:
        """Validated rows, keys, hashes and changes, into the log. A later round is a later day with the same file."""
        date = f"2026-03-{day + round_:02}"
        load = {
            "load_id": f"{self.name}{date}".replace("-", "").ljust(32, "0"),
            "table": self.table["id"],
            "bucket": "raw",
            "key": self._key(day),
            "version_id": None,
            "etag": "x",
            "size": Path(self.folder, self._file(day)).stat().st_size,
            "sequencer": "",
            "loaded_at": f"{date}T06:00:00.000Z",
            "batch_date": date,
        }
        return stage(  # type: ignore[return-value]
            self.spark,
            definitions="s3://staging/definitions.json",
            table=self.table["id"],
            load=load,  # type: ignore[arg-type]
            facts=self.facts[self._file(day)],
            run_id="run",
            staging_bucket="staging",
            staging_database="staging",
            raw_database="raw",
            quarantine_bucket="quarantine",
        )

    def _rows(self, day: int) -> DataFrame:
        path = f"s3://raw/{self._key(day)}"
        if self.name == "parquet":
            return self.spark.read.parquet(path)
        types = ", ".join(f"{column['name']} {column['type']}" for column in self.table["columns"])
        return self.spark.read.schema(types).option("header", True).csv(path)

    def _file(self, day: int) -> str:
        return f"{day}.{FILES[self.name]}"

    def _key(self, day: int) -> str:
        return f"{self.table['id']}/dt=2026-03-0{day}/{self._file(day)}"


def seconds(act: Callable[[], object]) -> float:
    """How long it takes."""
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def measure(sides: Sides) -> dict[str, Any]:
    """Seconds of each side, by turns."""
    for day in (1, 2):
        sides.put(day)
    sides.copy(1)
    sides.merge_anew()
    found: dict[str, Any] = {"copy": [], "merge": [], "sluice": [], "first": seconds(lambda: sides.stage(1))}
    reports = []
    for round_ in range(ROUNDS):
        # The days take turns, so that each round has the same changes to find.
        day = 2 - round_ % 2
        step = round_ + (0 if day == 2 else 1)
        took = {
            "copy": seconds(lambda day=day: sides.copy(day)),
            "merge": seconds(lambda day=day: sides.merge(day)),
            "sluice": seconds(lambda day=day, step=step: reports.append(sides.stage(day, step))),
        }
        if round_ > 0:
            for side, each in took.items():
                found[side].append(each)
        told = {side: round(each, 1) for side, each in took.items()}
        print(sides.name, told, reports[-1]["rows_staged"], file=sys.stderr)
    log = sides.spark.table(f"glue_catalog.staging.tpch_{sides.name}")
    counts = {row["_change_type"]: row["count"] for row in log.groupBy("_change_type").count().collect()}
    return {**found, "reports": [report["rows_staged"] for report in reports], "log": counts}


def main(folder: str, jars: str) -> None:
    """Measure format by format."""
    definitions = json.loads(Path(folder, "definitions.json").read_text())
    with ministack() as endpoint:
        s3, glue = boto3.client("s3"), boto3.client("glue")
        for bucket in BUCKETS:
            s3.create_bucket(Bucket=bucket)
        s3.put_object(Bucket="staging", Key="definitions.json", Body=json.dumps(definitions).encode())
        for database in ("staging", "raw", "peers"):
            glue.create_database(DatabaseInput={"Name": database})
        spark = session(endpoint, jars)
        try:
            print(json.dumps({name: measure(Sides(spark, folder, name, definitions)) for name in FILES}))
        finally:
            spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
