"""Glue job: one load into its staging table. Arguments and report: docs/interfaces.md."""

import argparse
import json

from etl.errors import FileError
from etl.platform.failures import failure_left
from etl.platform.objects import Objects
from etl.staging import stage
from pyspark.sql import SparkSession


def arguments() -> argparse.Namespace:
    """The job's arguments; those that Glue adds are ignored."""
    parser = argparse.ArgumentParser(allow_abbrev=False)
    for name in ("definitions", "table", "staging_bucket", "staging_database", "raw_database"):
        parser.add_argument(f"--{name}", required=True)
    for name in ("quarantine_bucket", "run_id", "report"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--load", type=json.loads, required=True)
    parser.add_argument("--facts", type=json.loads, required=True)
    parser.add_argument("--approve", type=json.loads, default=[])
    parser.add_argument("--withdraw", type=json.loads, default=[])
    parser.add_argument("--JOB_RUN_ID", help="Glue gives it")
    return parser.parse_known_args()[0]


def main() -> None:
    """Arguments, etl, commit, report; for a failure, why, and for a refused file, its rejection."""
    given = vars(arguments())
    report, job_run = given.pop("report"), given.pop("JOB_RUN_ID")
    with failure_left(report, job_run):
        try:
            outcome = stage(SparkSession.builder.getOrCreate(), **given)
        except FileError as error:
            if error.rejection:
                Objects().write_json(f"{report.removesuffix('.json')}.rejection.json", error.rejection)
            raise
        Objects().write_json(report, outcome)
    print(json.dumps(outcome))


if __name__ == "__main__":
    main()
