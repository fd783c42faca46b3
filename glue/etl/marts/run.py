"""One run of the mart job: its input, and where things are."""

import re
from collections.abc import Iterable
from concurrent.futures import Executor
from dataclasses import dataclass, field

from pyspark.sql import DataFrame, SparkSession

from etl.documents import MartDefinition, TableDefinition
from etl.platform.iceberg import Table

PUBLISHED = "sluice.batch_date"
"""The table property with the batch date that is served."""
STATES_FROM = "sluice.states_from"
"""The table property with the batch date from which on the mart has all of its states: maintenance removes old ones."""


@dataclass
class MartRun:
    """`mart` is its compiled definition, as of `batch_date`; `tables` and `marts` are all definitions."""

    spark: SparkSession
    mart: MartDefinition
    batch_date: str
    tables: dict[str, TableDefinition]
    run_id: str
    staging_database: str
    mart_database: str
    mart_bucket: str
    marts: dict[str, MartDefinition] = field(default_factory=dict)
    reader: Executor | None = None
    """Reads each input once, beside other work, and it is kept: of small files, opening them is what takes time."""
    target: Table = field(init=False)
    sources: dict[str, Table] = field(default_factory=dict, init=False)
    """The tables of inputs that were looked up, by the input's mart or table."""
    kept: dict[tuple[str, int | None], DataFrame] = field(default_factory=dict, init=False)
    """What was read of a snapshot of a table, where inputs are kept."""

    def __post_init__(self) -> None:
        self.target = Table(self.spark, self.mart_database, self.mart["id"])

    def following(self) -> str | None:
        """The next batch date that the mart has a state of; None for the newest state."""
        return min((date for date in self.states() if date > self.batch_date), default=None)

    def states(self) -> list[str]:
        """The batch dates that the mart has states of, up to the served one."""
        return states_of(self.target) if self.target.exists() else []


def states_of(table: Table) -> list[str]:
    """The batch dates of the states of a mart up to the one that is served, ascending: a rollback leaves later ones."""
    served = table.properties().get(PUBLISHED, "")
    return [date for date in dates_of(table.refs()) if date <= served]


def tag_of(batch_date: str) -> str:
    """The tag of the state of a batch date."""
    return f"batch_date_{batch_date.replace('-', '_')}"


def dates_of(refs: Iterable[str]) -> list[str]:
    """The batch dates of the states among these branches and tags, ascending."""
    found = [re.fullmatch(r"batch_date_(\d{4})_(\d{2})_(\d{2})", name) for name in refs]
    return sorted("-".join(match.groups()) for match in found if match)
