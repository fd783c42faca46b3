"""Feeds, one file each, and a row here."""

from collections.abc import Callable, Mapping, Sequence
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

    stage_together: Callable[[Sequence[StagingRun]], list[StagingReport]] | None
    """The same for loads that are alike, in one commit; None for a feed whose loads need each other."""

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
        stage=snapshot.stage,
        stage_together=None,
        withdraw=withdraw.snapshot,
        time_column=snapshot.time_column,
        batch_dates=snapshot.batch_dates,
        by_load_date=snapshot.BY_LOAD_DATE,
    ),
    "changes": Feed(
        stage=changes.stage,
        stage_together=changes.stage_together,
        withdraw=withdraw.changes,
        time_column=changes.time_column,
        batch_dates=changes.batch_dates,
        by_load_date=changes.BY_LOAD_DATE,
    ),
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
