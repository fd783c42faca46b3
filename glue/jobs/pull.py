"""Glue job: rows of a database as one object of raw. Arguments and report: docs/interfaces.md."""

import argparse
import json

from etl.platform.failures import failure_left
from etl.pull.run import Where, pull
from pyspark.sql import SparkSession


def arguments() -> argparse.Namespace:
    """The job's arguments; those that Glue adds are ignored."""
    parser = argparse.ArgumentParser(allow_abbrev=False)
    for name in ("definitions", "table", "connection", "raw_bucket", "pull_id", "key", "work", "report"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--JOB_RUN_ID", help="Glue gives it")
    return parser.parse_known_args()[0]


def main() -> None:
    """Arguments, etl, report; for a failure, why."""
    given = arguments()
    where = Where(given.connection, given.raw_bucket, given.key, given.work, given.report)
    with failure_left(given.report, given.JOB_RUN_ID):
        spark = SparkSession.builder.getOrCreate()
        report = pull(spark, given.definitions, given.table, given.pull_id, where)
    print(json.dumps(report))


if __name__ == "__main__":
    main()
