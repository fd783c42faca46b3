"""Glue job: one mart as of one batch date. Arguments and report: docs/interfaces.md."""

import argparse
import json

from etl.marts.build import build
from etl.platform.objects import Objects
from pyspark.sql import SparkSession

NAMES = ("definitions", "mart", "staging_database", "mart_database", "mart_bucket", "batch_date", "run_id", "report")


def arguments() -> argparse.Namespace:
    """The job's arguments; those that Glue adds are ignored."""
    parser = argparse.ArgumentParser(allow_abbrev=False)
    for name in NAMES:
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--withdrawn", type=json.loads, default=[])
    return parser.parse_known_args()[0]


def main() -> None:
    """Arguments, etl, publish, report."""
    given = vars(arguments())
    report = given.pop("report")
    outcome = build(SparkSession.builder.getOrCreate(), **given)
    Objects().write_json(report, outcome)
    print(json.dumps(outcome))


if __name__ == "__main__":
    main()
