"""Glue job: one mart as of its due batch dates, or a rollback of it. Arguments and reports: docs/interfaces.md."""

import argparse
import json

from etl.marts.dates import build_dates
from etl.marts.rollback import roll_back
from etl.platform.failures import failure_left
from etl.platform.objects import Objects
from pyspark.sql import SparkSession

NAMES = ("definitions", "mart", "staging_database", "mart_database", "mart_bucket", "run_id")


def arguments() -> argparse.Namespace:
    """The job's arguments; those that Glue adds are ignored."""
    parser = argparse.ArgumentParser(allow_abbrev=False)
    for name in NAMES:
        parser.add_argument(f"--{name}", required=True)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--batch_dates", type=json.loads)
    what.add_argument("--rollback_to")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--reports", help="of the dates, a folder")
    where.add_argument("--report", help="of the rollback")
    parser.add_argument("--withdrawn", type=json.loads, default=[])
    parser.add_argument("--JOB_RUN_ID", help="Glue gives it")
    return parser.parse_known_args()[0]


def main() -> None:
    """Arguments, etl, publish, a report for each date or that of the rollback."""
    given = vars(arguments())
    report, to, job_run = given.pop("report"), given.pop("rollback_to"), given.pop("JOB_RUN_ID")
    spark = SparkSession.builder.getOrCreate()
    if to is None:
        for built in build_dates(spark, job_run=job_run, **given):
            print(json.dumps(built))
        return
    with failure_left(report, job_run):
        outcome = roll_back(spark, given["mart"], to, given["run_id"], given["mart_database"])
        Objects().write_json(report, outcome)
    print(json.dumps(outcome))


if __name__ == "__main__":
    main()
