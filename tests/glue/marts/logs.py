"""Staging tables of snapshots without their job: rows go straight into the log, as its commits leave them there."""

from datetime import UTC, datetime, timedelta

from etl.columns import AUDIT
from etl.platform.iceberg import COARSE, Table

from tests.glue.world import table

BY = f"{COARSE}(_batch_date)"
MIDNIGHT = datetime(1970, 1, 1, tzinfo=UTC)


class Log:
    """The log of `shop/<name>`, whose first column is its key; `columns` is DDL."""

    def __init__(self, world, name, columns):
        self.world = world
        self.definition = table(columns, id=f"shop/{name}", name=f"shop_{name}")
        self.table = Table(world.spark, f"{world.name}_staging", f"shop_{name}")
        self.definition["natural_key"] = [columns.split(" ", 1)[0]]
        self.own = [column["name"] for column in self.definition["columns"]]
        types = {column["name"]: (column["type"], None) for column in self.definition["columns"]}
        self.table.create(types | AUDIT, "A log.", f"s3://{world.name}-staging/{name}", BY)
        self.schema = ", ".join(f"{name} {type_}" for name, (type_, _) in (types | AUDIT).items())
        self.loads = []

    def load(self, day, *rows):
        """Append the rows of one load; None in place of all values but the key is a delete."""
        load = f"load{len(self.loads):04}"
        at = datetime(2026, 4, 1, tzinfo=UTC) + timedelta(minutes=len(self.loads))
        sequence = (datetime.fromisoformat(f"{day}T00:00:00+00:00") - MIDNIGHT) // timedelta(microseconds=1)
        found = [self._row(row, sequence, datetime.fromisoformat(day).date(), load, at) for row in rows]
        frame = self.world.spark.createDataFrame(found, self.schema)
        frame.coalesce(1).writeTo(self.table.identifier).append()
        self.loads.append(load)

    def withdraw(self, load):
        """Delete a load's rows; others of their files are copied."""
        self.world.spark.sql(f"DELETE FROM {self.table.identifier} WHERE _load_id = '{load}'")
        self.loads = [each if each != load else "gone" for each in self.loads]

    def merge_away(self, key):
        """Delete the rows of a key, which writes the other rows of their files again."""
        self.world.spark.sql(f"DELETE FROM {self.table.identifier} WHERE _key = '{key}'")

    def compact(self):
        """What maintenance does: other files, the same rows."""
        name = self.table.identifier.removeprefix("glue_catalog.")
        self.world.spark.sql(
            f"CALL glue_catalog.system.rewrite_data_files(table => '{name}', options => map('rewrite-all', 'true'))"
        )

    def _row(self, row, sequence, day, load, at):
        kind = "delete" if len(row) == 1 else "update"
        values = [*row, *[None] * (len(self.own) - len(row))]
        return (*values, kind, str(row[0]), repr(values), sequence, day, load, "shop", "s3://x", "run", at)
