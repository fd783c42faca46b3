"""Feeds, one file each: `stage(run)` turns a load into a committed change of the log and gives the report."""

from collections.abc import Callable

from etl.definitions import Document
from etl.feeds import changes, snapshot
from etl.load.run import StagingRun

FEEDS: dict[str, Callable[[StagingRun], Document]] = {"snapshot": snapshot.stage, "changes": changes.stage}
