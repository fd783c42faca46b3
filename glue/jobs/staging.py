"""Glue job: the loads of one turn into their staging table. Arguments and reports: docs/interfaces.md."""

import argparse
import json

from etl.turn import stage_loads
from pyspark.sql import SparkSession

NAMES = ("definitions", "table", "staging_bucket", "staging_database", "raw_database", "quarantine_bucket", "turn")


def arguments() -> argparse.Namespace:
    """The job's arguments; those that Glue adds are ignored."""
    parser = argparse.ArgumentParser(allow_abbrev=False)
    for name in NAMES:
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--JOB_RUN_ID", help="Glue gives it")
    return parser.parse_known_args()[0]


def main() -> None:
    """Arguments, etl; for each load a commit and a report, or why it failed, and for a refused file its rejection."""
    given = vars(arguments())
    job_run = given.pop("JOB_RUN_ID")
    for report in stage_loads(SparkSession.builder.getOrCreate(), job_run=job_run, **given):
        print(json.dumps(report))


if __name__ == "__main__":
    main()
