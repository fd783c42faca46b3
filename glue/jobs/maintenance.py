"""Glue job: the maintenance of tables and marts. Arguments and report: docs/interfaces.md."""

import argparse
import json
from datetime import UTC, datetime

from etl.maintenance.run import Deployment, Maintenance, maintain
from etl.platform.failures import failure_left
from etl.platform.objects import Objects
from pyspark.sql import SparkSession

PLACES = ("staging_database", "staging_bucket", "mart_database", "mart_bucket")


def arguments() -> argparse.Namespace:
    """The job's arguments; those that Glue adds are ignored."""
    parser = argparse.ArgumentParser(allow_abbrev=False)
    for name in ("definitions", "maintenance_id", *PLACES):
        parser.add_argument(f"--{name}", required=True)
    for name in ("keep_days", "mart_states"):
        parser.add_argument(f"--{name}", type=int, required=True)
    for name in ("tables", "marts"):
        parser.add_argument(f"--{name}", type=json.loads, default=[], help="none of both: all of both")
    parser.add_argument("--JOB_RUN_ID", help="Glue gives it")
    return parser.parse_known_args()[0]


def main() -> None:
    """Arguments, etl, a report after each table; when tables failed, which and why."""
    given = arguments()
    where = {name: getattr(given, name) for name in PLACES}
    objects, at = Objects(), Deployment(**where, keep_days=given.keep_days, mart_states=given.mart_states)
    report_at = f"s3://{at.staging_bucket}/_reports/maintenance/{given.maintenance_id}.json"
    with failure_left(report_at, given.JOB_RUN_ID):
        spark = SparkSession.builder.getOrCreate()
        run = Maintenance(spark, objects, objects.read_json(given.definitions), at, datetime.now(UTC))
        for report in maintain(run, given.tables, given.marts):
            objects.write_json(report_at, report)
    print(json.dumps(report))


if __name__ == "__main__":
    main()
