"""The staging job: one load into the log of its table, and the table's views."""

from pyspark.sql import SparkSession

from etl import session, views
from etl.definitions import Document, lookup
from etl.errors import DefinitionError
from etl.feeds import FEEDS
from etl.objects import Objects
from etl.run import StagingRun
from etl.source import Load

# Compressed files are taken as five times their size.
INFLATION = {"none": 1}


def stage(
    spark: SparkSession,
    definitions: str,
    table: str,
    load: Document,
    facts: Document,
    run_id: str,
    staging_bucket: str,
    staging_database: str,
    approve_deletes: bool = False,
) -> Document:
    """Stage `load`; `definitions` is the URI of definitions.json. Returns the staging report."""
    objects = Objects()
    found = lookup(objects.read_json(definitions), "tables", table)
    if found["feed"] not in FEEDS:
        raise DefinitionError(
            f'{table}: feed "{found["feed"]}" is not one of {sorted(FEEDS)}, which the staging job knows.'
        )
    partitions = session.prepare(spark, facts["bytes"] * INFLATION.get(facts["compression"], 5))
    run = StagingRun(
        spark,
        objects,
        found,
        Load(load, facts),
        run_id,
        staging_bucket,
        staging_database,
        approve_deletes,
        one=partitions == 1,
    )
    outcome = FEEDS[found["feed"]](run)
    views.register(found, run.log.frame().schema, staging_database)
    return outcome
