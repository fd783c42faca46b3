"""Sluice's side of the benchmark: the star of each day, once by what changed and once in full.

`sluice_side.py FOLDER JARS`. FOLDER has `changed.json` and `full.json`, the compiled definitions, and the days in
`data`. The last line of the output is JSON. The marts are built by the job's own function in a Spark of this process,
on the Glue catalog and the S3 of MiniStack; nothing is deployed, and nothing staged by a job: the log gets its rows as
they are.
"""

import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "glue")]

import boto3  # noqa: E402
from etl.columns import AUDIT, Origin, audited, batch_sequence  # noqa: E402
from etl.load import hashing  # noqa: E402
from etl.marts import build as job  # noqa: E402
from etl.marts import replaced, state, touched, write  # noqa: E402
from etl.platform.iceberg import Branch, Table  # noqa: E402
from pyspark.sql import DataFrame, SparkSession  # noqa: E402
from pyspark.sql import functions as F  # noqa: E402

from bench.local_spark import ministack, session  # noqa: E402

DAYS = (1, 2)
WAYS = ("changed", "full")
ROUNDS = ("warm_up", "first", "second", "third")
"""In each of them both ways build the later day, from the same state; all but the warm-up are measured."""
SUMS = ("customer_key", "part_key", "supplier_key", "order_key", "nation_key")
PHASES = [
    (state, "made_from", "look at the inputs"),
    (job, "_ensure_table", "look at the mart"),
    (write, "change_since", "find the touched keys"),
    (touched, "_of_input", "of which in the log"),
    (touched, "_members", "of which in the dimensions"),
    (touched, "_few_enough", "of which in the mart"),
    (replaced, "_made", "make their rows"),
    (replaced, "_compared", "of which compare"),
    (Branch, "delete_matching", "mark rows as deleted"),
    (Branch, "append", "append"),
    (write, "_all", "make and write all rows"),
    (Branch, "publish", "publish"),
    (job.audit, "audit", "audit"),
    (job.diff, "compare", "diff"),
]


def stage(spark: SparkSession, table: dict[str, Any], day: int, folder: str) -> None:
    """Append what a day brought to the log of a table, as a load leaves it there."""
    log = Table(spark, "bench_staging", table["name"])
    columns = table["columns"]
    types = {column["name"]: (column["type"], None) for column in columns} | AUDIT
    log.create(types, "A log", f"s3://bench/{table['name']}", "_batch_date", **{"write.distribution-mode": "none"})
    date = f"2026-03-0{day}"
    load = {
        "load_id": f"{day:032}",
        "batch_date": date,
        "bucket": "bench",
        "key": "x",
        "loaded_at": f"{date}T06:00:00Z",
    }
    own = [F.col(column["name"]).cast(column["type"]).alias(column["name"]) for column in columns]
    rows = spark.read.parquet(f"{folder}/data/{table['table']}/{day}.parquet").select(*own, "op")
    key = [column for column in columns if column["name"] in table["natural_key"]]
    hashed = rows.withColumnsRenamed({"op": "_change_type"}).withColumns(
        {"_row_hash": hashing.row_hash(columns), "_key": hashing.key(table["source"], key)}
    )
    dated = audited(hashed, table["source"], [Origin(load, "run")], F.lit(0))
    final = dated.withColumn("_sequence", batch_sequence()).select(*types)
    final.writeTo(log.identifier).append()


def timed(owner: Any, name: str, phase: str, spent: dict[str, float]) -> None:
    """Let a function of the job note how long it runs."""
    function: Callable[..., Any] = getattr(owner, name)

    def noting(*args: Any, **options: Any) -> Any:
        started = time.perf_counter()
        try:
            return function(*args, **options)
        finally:
            spent[phase] += time.perf_counter() - started

    setattr(owner, name, noting)


def build(spark: SparkSession, way: str, mart: str, day: int, round_: str) -> dict[str, Any]:
    """One mart of one day; its report, with the seconds."""
    started = time.perf_counter()
    report = job.build(
        spark,
        definitions=f"s3://bench/{way}.json",
        mart=mart,
        batch_date=f"2026-03-0{day}",
        run_id="run",
        staging_database="bench_staging",
        mart_database=f"bench_{round_}_{way}",
        mart_bucket=f"bench/{way}",
    )
    return {**report, "seconds": time.perf_counter() - started}


def star(
    spark: SparkSession, way: str, marts: list[Any], day: int, round_: str, spent: dict[str, float]
) -> list[dict[str, Any]]:
    """All marts of one day; their reports, told as they come. `spent`: where the phases of a build are noted."""
    builds = []
    for mart in marts:
        spent.clear()
        built = build(spark, way, mart["id"], day, round_)
        builds.append({"day": day, "round": round_, "asked": way, **built, "phases": dict(spent)})
        told = {name: built[name] for name in ("mart", "rows", "refresh")}
        took = {phase: round(seconds, 1) for phase, seconds in spent.items()}
        print(day, round_, way, round(built["seconds"], 1), json.dumps(told), json.dumps(took), file=sys.stderr)
    return builds


def share(spark: SparkSession, marts: list[str]) -> None:
    """Let all begin with the same state of each mart: other tables of the same files."""
    first, *others = databases()
    for mart in marts:
        files = Table(spark, first, mart).java().operations().current().metadataFileLocation()
        for database in others:
            name = f"{database}.{mart}"
            spark.sql(f"CALL glue_catalog.system.register_table(table => '{name}', metadata_file => '{files}')")


def databases() -> list[str]:
    """Where the marts are, round by round and way by way."""
    return [f"bench_{round_}_{way}" for round_, way in product(ROUNDS, WAYS)]


def facts(spark: SparkSession) -> dict[str, Any]:
    """What the fact adds up to, in numbers that the other side works out, too."""
    rows = Table(spark, f"bench_{ROUNDS[-1]}_changed", "fact_line").frame()
    sums = [F.sum(F.conv(F.substring(key, 1, 8), 16, 10).cast("bigint")).alias(key) for key in SUMS]
    found = rows.agg(F.count(F.lit(1)).alias("rows"), F.sum("amount").cast("double").alias("amount"), *sums).first()
    return found.asDict() if found else {}


def differences(spark: SparkSession, marts: list[str]) -> int:
    """Marts of which the two ways have other rows: by their number, and the sum of their hashes."""
    found = 0
    for mart in marts:
        one, other = (_sum(Table(spark, f"bench_{ROUNDS[-1]}_{way}", mart).frame()) for way in WAYS)
        found += one != other
    return found


def _sum(rows: DataFrame) -> Any:
    hashed = F.xxhash64(*sorted(rows.columns)).cast("decimal(20, 0)")
    return rows.agg(F.count(F.lit(1)), F.sum(hashed)).first()


def main(folder: str, jars: str) -> None:
    """Stage and build day by day."""
    definitions = {way: json.loads(Path(folder, f"{way}.json").read_text()) for way in WAYS}
    tables = definitions["full"]["tables"].values()
    marts = sorted(definitions["full"]["marts"].values(), key=lambda mart: mart["level"])
    spent: dict[str, float] = defaultdict(float)
    for owner, name, phase in PHASES:
        timed(owner, name, phase, spent)
    builds: list[dict[str, Any]] = []
    with ministack() as endpoint:
        s3, glue = boto3.client("s3"), boto3.client("glue")
        s3.create_bucket(Bucket="bench")
        for way in WAYS:
            s3.put_object(Bucket="bench", Key=f"{way}.json", Body=json.dumps(definitions[way]).encode())
        for database in ("bench_staging", *databases()):
            glue.create_database(DatabaseInput={"Name": database})
        spark = session(endpoint, jars)
        try:
            for day in DAYS:
                for table in tables:
                    stage(spark, table, day, folder)
                for round_, way in product(ROUNDS, WAYS) if day > DAYS[0] else [(ROUNDS[0], WAYS[0])]:
                    builds += star(spark, way, marts, day, round_, spent)
                if day == DAYS[0]:
                    share(spark, [mart["id"] for mart in marts])
            found = {
                "builds": [each for each in builds if each["day"] == DAYS[0] or each["round"] != ROUNDS[0]],
                "facts": facts(spark),
                "differences": differences(spark, [mart["id"] for mart in marts]),
            }
            print(json.dumps(found))
        finally:
            spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
