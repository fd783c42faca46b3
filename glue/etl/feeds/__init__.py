"""Feeds, one file each, and a row here."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from etl import documents
from etl.documents import StagingReport, TableDefinition
from etl.errors import DefinitionError
from etl.feeds import changes, snapshot, withdraw
from etl.load.run import StagingRun
from etl.platform.iceberg import Table


class Feed(NamedTuple):
    """What differs between feeds."""

    stage: Callable[[StagingRun], StagingReport]
    """Turns a load into a committed change of the log."""

    withdraw: Callable[[StagingRun], StagingReport]
    """Takes a load and its rows out of the log, as if it had never come."""

    time_column: Callable[[TableDefinition], str]
    """The column of the log that says when a change takes effect."""

    batch_dates: Callable[[Table], set[str]]
    """The batch dates that a log has loads of."""

    by_load_date: Mapping[str, str]
    """Properties of a staging table that is partitioned by load_date."""


# None: not supported yet, as in functions/core/feeds.ts.
FEEDS: dict[documents.Feed, Feed | None] = {
    "snapshot": Feed(
        snapshot.stage, withdraw.snapshot, snapshot.time_column, snapshot.batch_dates, snapshot.BY_LOAD_DATE
    ),
    "changes": Feed(changes.stage, withdraw.changes, changes.time_column, changes.batch_dates, changes.BY_LOAD_DATE),
    "events": None,
}


def supported(table: TableDefinition) -> Feed:
    """The feed of a table. Raises DefinitionError for a feed that the job cannot stage."""
    feed = FEEDS.get(table["feed"])
    if feed is None:
        known = sorted(name for name, row in FEEDS.items() if row)
        raise DefinitionError(
            f'{table["id"]}: feed "{table["feed"]}" is not one of {known}, which the staging job knows.'
        )
    return feed
