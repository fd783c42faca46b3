"""One run of the staging job."""

from collections.abc import Mapping
from dataclasses import dataclass

from etl.columns import audit
from etl.commands import run_command
from etl.documents import Approval, Load, TableDefinition
from etl.errors import StagingSchemaError
from etl.load.delivery import Delivery
from etl.load.inputs import Inputs
from etl.load.places import Places
from etl.platform.iceberg import COARSE, Table

BATCH_DATE = "_batch_date"
PARTITIONS = {"date": "`{0}`", "timestamp": "days(`{0}`)"}


@dataclass(frozen=True)
class StagingRun:
    """What the run stages, where, and how; `table` is its definition with the columns that its policy adds."""

    table: TableDefinition
    delivery: Delivery
    run_id: str
    places: Places
    inputs: Inputs
    log: Table
    approve: frozenset[Approval]
    """What a person lets this run do that would be held otherwise."""
    withdrawn: Load | None = None
    """The load whose rows go; the delivery takes its place, or is the same load where nothing does."""

    def approval(self, field: str) -> str:
        """The command by which a person approves the held run; `field` is a field of the pipeline's input."""
        if self.withdrawn is None:
            key, date = self.delivery.load["key"], self.delivery.batch_date
            is_mixed = self.delivery.is_batch and "/dt=" not in key
            dated = {"tables": [self.table["id"]], "from": date, "to": date}
            return run_command((dated if is_mixed else {"key": key}) | {field: True})
        version = self.withdrawn["version_id"]
        given = {"withdraw": self.withdrawn["key"]} | ({"version_id": version} if version else {})
        return run_command(given | {field: True})

    @property
    def facts(self) -> dict[str, str]:
        """The load's facts, for the snapshot summary."""
        load = self.delivery.load
        return {
            "sluice.load_id": load["load_id"],
            "sluice.batch_date": load["batch_date"],
            "sluice.key": load["key"],
            "sluice.version_id": str(load["version_id"]),
            "sluice.loaded_at": load["loaded_at"],
            "sluice.run_id": self.run_id,
        }

    def ensure_table(self, by_load_date: Mapping[str, str]) -> None:
        """Create the staging table on its first load; evolve it when the definition has grown.

        `by_load_date`: properties of a table that is partitioned by that.
        """
        own = {column["name"]: (column["type"], column["description"]) for column in self.table["columns"]}
        if self.log.exists():
            self.log.evolve(own | audit(self.table), StagingSchemaError)
            if self.table["partition_by"] == "load_date":
                self.log.coarsen(BATCH_DATE)
            return
        about = f"{self.table['description']} Grain: {self.table['grain']}. Change log: one row per change."
        properties = {"write.metadata.metrics.column._load_id": "full"}
        if self.table["partition_by"] == "load_date":
            properties |= by_load_date
        self.log.create(own | audit(self.table), about, self.places.data, self._partition(), **properties)

    def _partition(self) -> str:
        by = self.table["partition_by"]
        if by == "load_date":
            return f"{COARSE}({BATCH_DATE})"
        type_ = next(column["type"] for column in self.table["columns"] if column["name"] == by)
        return PARTITIONS.get(type_, "`{0}`").format(by)
