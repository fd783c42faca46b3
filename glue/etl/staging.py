"""The staging job: one load into the log of its table, and the table's views."""

from pyspark.sql import SparkSession

from etl.definitions import Document, lookup
from etl.errors import DefinitionError, FileError, UncertainRowsError, named_errors
from etl.feeds import FEEDS
from etl.gate.rejection import rejection
from etl.load.run import StagingRun
from etl.load.source import Load, needs_contract
from etl.platform import session
from etl.platform.objects import Objects
from etl.relations import views

# What files of a compression, and of parquet, are taken to hold, in times of their size, where nobody has counted.
INFLATION = {"none": 1, "gzip": 5, "bzip2": 7, "zstd": 5, "zip": 5}
PARQUET_INFLATION = 4


def stage(
    spark: SparkSession,
    definitions: str,
    table: str,
    load: Document,
    facts: Document,
    run_id: str,
    staging_bucket: str,
    staging_database: str,
    quarantine_bucket: str,
    approve_deletes: bool = False,
) -> Document:
    """Stage `load`; `definitions` is the URI of definitions.json. Returns the staging report.

    Raises FileError, with its `rejection`, when the file breaks the contract of its table.
    """
    objects = Objects()
    compiled = objects.read_json(definitions)
    found = lookup(compiled, "tables", table)
    if found["feed"] not in FEEDS:
        raise DefinitionError(
            f'{table}: feed "{found["feed"]}" is not one of {sorted(FEEDS)}, which the staging job knows.'
        )
    partitions = session.prepare(spark, input_bytes(found, load, facts))
    run = StagingRun(
        spark,
        objects,
        found,
        Load(load, facts),
        run_id,
        staging_bucket,
        staging_database,
        quarantine_bucket,
        compiled["formats"],
        approve_deletes,
        one=partitions == 1,
        thorough=needs_contract(found, compiled["formats"], facts),
    )
    try:
        with named_errors(f"{table}: {load['key']}"):
            outcome = _staged(run)
    except FileError as error:
        error.rejection = rejection(error, load, facts, run.alone)
        raise
    views.register(run.table, run.log.frame().schema, staging_database)
    return outcome


def input_bytes(table: Document, load: Document, facts: Document) -> int:
    """How large a load is once it is taken apart; the validator counts text after decompression."""
    if table["format"]["type"] == "parquet":
        return int(load["size"]) * PARQUET_INFLATION
    if facts["rows"] is None:
        return int(load["size"]) * INFLATION[facts["compression"]]
    return int(facts["bytes"])


def _staged(run: StagingRun) -> Document:
    run.extend()
    feed = FEEDS[run.table["feed"]]
    try:
        return feed(run)
    except UncertainRowsError:
        if run.thorough:
            raise
        # Columns alone could not tell; nothing was published.
        run.thorough = run.alone = True
        return feed(run)
