"""Glue job: one mart as of one batch date, or a rollback of it. Arguments and reports: docs/interfaces.md."""

import argparse
import json
from typing import Any

from etl.documents import MartReport, RollbackReport
from etl.errors import MartTestError
from etl.marts.build import build
from etl.marts.rollback import roll_back
from etl.platform.objects import Objects
from pyspark.sql import SparkSession

NAMES = ("definitions", "mart", "staging_database", "mart_database", "mart_bucket", "run_id", "report")


def arguments() -> argparse.Namespace:
    """The job's arguments; those that Glue adds are ignored."""
    parser = argparse.ArgumentParser(allow_abbrev=False)
    for name in NAMES:
        parser.add_argument(f"--{name}", required=True)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--batch_date")
    what.add_argument("--rollback_to")
    parser.add_argument("--withdrawn", type=json.loads, default=[])
    return parser.parse_known_args()[0]


def main() -> None:
    """Arguments, etl, publish, report."""
    given = vars(arguments())
    report, to = given.pop("report"), given.pop("rollback_to")
    spark = SparkSession.builder.getOrCreate()
    outcome: MartReport | RollbackReport
    if to is not None:
        outcome = roll_back(spark, given["mart"], to, given["run_id"], given["mart_database"])
    else:
        outcome = _build(spark, report, given)
    Objects().write_json(report, outcome)
    print(json.dumps(outcome))


def _build(spark: SparkSession, report: str, given: dict[str, Any]) -> MartReport:
    """The build; of one that its tests hold back, the report is left beside that of the run."""
    try:
        return build(spark, **given)
    except MartTestError as error:
        if error.report:
            Objects().write_json(f"{report.removesuffix('.json')}.held.json", error.report)
        raise


if __name__ == "__main__":
    main()
