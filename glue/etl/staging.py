"""The staging job: one load, or several that are alike, into the log of their table, and the table's views."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import cast

from pyspark.sql import SparkSession

from etl.definitions import lookup
from etl.documents import (
    Approval,
    Codec,
    Definitions,
    Load,
    StagingOrder,
    StagingReport,
    TableDefinition,
    Terms,
    ValidationFacts,
)
from etl.errors import FileError, TogetherError, UncertainRowsError, named_errors
from etl.feeds import Feed, supported
from etl.gate.rejection import rejection
from etl.load.delivery import Delivery
from etl.load.inputs import Inputs
from etl.load.own_columns import Types, extended, unknown_columns, wider
from etl.load.places import Places
from etl.load.report import withdrawn as report_of_withdrawn
from etl.load.run import StagingRun
from etl.load.source import needs_contract
from etl.platform import session
from etl.platform.iceberg import Table
from etl.platform.objects import Objects
from etl.relations import registration
from etl.relations.registration import Register

# Parquet files are taken to hold so many times their size.
PARQUET_INFLATION = 4


def stage(
    spark: SparkSession,
    definitions: str,
    table: str,
    load: Load,
    facts: ValidationFacts,
    run_id: str,
    staging_bucket: str,
    staging_database: str,
    raw_database: str,
    quarantine_bucket: str,
    approve: Iterable[Approval] = (),
    withdraw: Iterable[Load] = (),
    objects: Objects | None = None,
    register: Register = registration.register,
) -> StagingReport:
    """Stage `load`; `definitions` is the URI of definitions.json. Returns the staging report.

    `withdraw`: at most one load, whose rows go. `load` takes its place; it is the same load, without facts, where
    nothing does.

    `objects`: in place of S3. `register`: in place of the Glue catalogue, which is told of the table's views and of the
    partition of raw.

    Raises FileError, with its `rejection`, when the file breaks the contract of its table.
    """
    objects = objects or Objects()
    compiled: Definitions = objects.read_json(definitions)
    found = lookup(compiled["tables"], "tables", table)
    feed, terms = supported(found), compiled["contract"]
    withdrawn = next(iter(withdraw), None)
    only_goes = withdrawn is not None and withdrawn["load_id"] == load["load_id"]
    size = load["size"] if only_goes else input_bytes(found, load, facts, terms["compressions"])
    places = Places(found["name"], staging_database, staging_bucket, quarantine_bucket)
    delivery, log = Delivery(load, facts), Table(spark, staging_database, found["name"])
    every_row = only_goes or needs_contract(found, terms, facts)
    inputs = _inputs(log, objects, places, terms, places.work(load["load_id"], run_id), size, every_row)
    if only_goes and not log.exists():
        return report_of_withdrawn(delivery)
    with _refused(delivery, inputs):
        whole = _extended(found, log, None if only_goes else inputs, delivery)
    run = StagingRun(whole, delivery, run_id, places, inputs, log, frozenset(approve), withdrawn)
    report = _staged(feed.withdraw if only_goes else feed.stage, feed, run)
    # A withdrawal brings no folder that a load has not registered.
    keys = [] if only_goes else [part.load["key"] for part in inputs.parts(delivery)]
    if refused := register(whole, log.frame().schema, keys, staging_database, raw_database):
        report["catalogue_errors"] = refused
    return report


def stage_together(
    spark: SparkSession,
    definitions: str,
    table: str,
    orders: Sequence[StagingOrder],
    staging_bucket: str,
    staging_database: str,
    raw_database: str,
    quarantine_bucket: str,
    objects: Objects | None = None,
    register: Register = registration.register,
) -> list[StagingReport]:
    """Stage the loads of `orders`, which are alike (load/alike.py), in one commit. Returns a report for each.

    The other arguments are those of `stage`. Where it raises, nothing is staged, and `stage` says of each load on its
    own what is wrong with it; TogetherError: perhaps nothing.
    """
    objects = objects or Objects()
    compiled: Definitions = objects.read_json(definitions)
    found = lookup(compiled["tables"], "tables", table)
    feed, terms = supported(found), compiled["contract"]
    deliveries = [Delivery(order["load"], cast(ValidationFacts, order["facts"])) for order in orders]
    facts = [delivery.facts for delivery in deliveries]
    is_open = any(needs_contract(found, terms, each) for each in facts)
    if feed.stage_together is None or found["format"]["type"] != "csv" or is_open:
        raise TogetherError(f"{table}: files of this table are staged one by one.")
    places = Places(found["name"], staging_database, staging_bucket, quarantine_bucket)
    log, size = Table(spark, staging_database, found["name"]), sum(each["bytes"] for each in facts)
    work = places.work(deliveries[0].load_id, orders[0]["run_id"])
    inputs = _inputs(log, objects, places, terms, work, size, every_row=False)
    whole = _extended(found, log, inputs, deliveries[0])
    runs = [
        StagingRun(whole, delivery, order["run_id"], places, inputs, log, frozenset())
        for delivery, order in zip(deliveries, orders, strict=True)
    ]
    runs[0].ensure_table(feed.by_load_date)
    reports = feed.stage_together(runs)
    keys = [delivery.load["key"] for delivery in deliveries]
    if refused := register(whole, log.frame().schema, keys, staging_database, raw_database):
        reports = [{**report, "catalogue_errors": refused} for report in reports]
    return reports


def _inputs(
    log: Table, objects: Objects, places: Places, terms: Terms, work: str, size: int, every_row: bool
) -> Inputs:
    """Inputs of `size` bytes, copied below `work`; prepares the session for them."""
    single = session.prepare(log.spark, size, log.bytes() if log.exists() else 0) == 1
    return Inputs(log.spark, objects, work, places.batches, places.quarantine_bucket, terms, single, every_row)


def input_bytes(table: TableDefinition, load: Load, facts: ValidationFacts, codecs: dict[str, Codec]) -> int:
    """How large a load is decompressed; the validator counts text after decompression."""
    if table["format"]["type"] == "parquet":
        return load["size"] * PARQUET_INFLATION
    if facts["rows"] is None:
        return load["size"] * codecs[facts["compression"]]["inflation"]
    return facts["bytes"]


def _extended(table: TableDefinition, log: Table, inputs: Inputs | None, delivery: Delivery) -> TableDefinition:
    """The table with the columns that its policy adds to those of its definition; without inputs no file is read."""
    if table["new_columns"] not in ("rescue", "evolve"):
        return table
    present = log.types() if log.exists() else {}
    if table["new_columns"] == "rescue" or inputs is None:
        return extended(table, present, {})
    unknown: Types = {}
    for part in inputs.parts(delivery):
        with inputs.copied(table, part) as file:
            unknown = wider(unknown, unknown_columns(file))
    return extended(table, present, unknown)


Act = Callable[[StagingRun], StagingReport]


def _staged(act: Act, feed: Feed, run: StagingRun) -> StagingReport:
    try:
        return _attempt(act, feed, run)
    except UncertainRowsError:
        if run.inputs.every_row:
            raise
    # The columns left rows open; nothing was published.
    return _attempt(act, feed, replace(run, inputs=replace(run.inputs, every_row=True)))


def _attempt(act: Act, feed: Feed, run: StagingRun) -> StagingReport:
    with _refused(run.delivery, run.inputs):
        run.ensure_table(feed.by_load_date)
        return act(run)


@contextmanager
def _refused(delivery: Delivery, inputs: Inputs) -> Iterator[None]:
    """Errors name the file; the error of a refused file gets its rejection."""
    load = delivery.load
    try:
        with named_errors(f"{load['table']}: {load['key']}"):
            yield
    except FileError as error:
        parts = {part.load_id for part in inputs.parts(delivery)}
        error.rejection = rejection(error, load, delivery.facts, parts, alone=inputs.load_ids <= {delivery.load_id})
        raise
