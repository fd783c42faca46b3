"""Glue job: one mart as of one batch date. Arguments and report: docs/interfaces.md."""

import argparse
import json

from etl.errors import MartTestError
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
    """Arguments, etl, publish, report; for a build that its tests hold back, its report beside that."""
    given = vars(arguments())
    report = given.pop("report")
    try:
        outcome = build(SparkSession.builder.getOrCreate(), **given)
    except MartTestError as error:
        if error.report:
            Objects().write_json(f"{report.removesuffix('.json')}.held.json", error.report)
        raise
    Objects().write_json(report, outcome)
    print(json.dumps(outcome))


if __name__ == "__main__":
    main()
