"""Iceberg edges: create and evolve a table, and publish a branch of it in one transaction (docs/adr/0003)."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from py4j.protocol import Py4JJavaError
from pyspark.errors import IllegalArgumentException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from etl.errors import CommitConflictError, SluiceError
from etl.names import literal
from etl.platform.java import mapping

CATALOG = "glue_catalog"
MAIN = "main"
COMPACTION = "replace"
"""The operation of a snapshot that has the rows of the one before it in other files."""
SETTINGS = {
    "format-version": "2",
    # Every commit writes the names of the metadata files before it, of which Iceberg keeps 100 otherwise.
    "write.metadata.previous-versions-max": "10",
    # A query reads every list of files; of 100 by default, which are joined then.
    "commit.manifest.min-count-to-merge": "10",
}
COARSE = "years"
"""How rows are put together by a date: files of a partition each can be compacted into few."""
ROWS = "sluice.rows"
"""The number of rows of a state, in the summary of its snapshot."""
ATTEMPTS = 3
CONFLICTS = ("Cannot fast-forward", "CommitFailedException")
T = TypeVar("T")
DECIMAL = re.compile(r"decimal\((\d+),\s*(\d+)\)")


class Table:
    """One Iceberg table of the Spark catalog `glue_catalog`: `database.name`.

    `follows`: each look sees what other jobs have committed meanwhile. Else one job sees one state, and its own writes.
    """

    def __init__(self, spark: SparkSession, database: str, name: str, follows: bool = False) -> None:
        self.spark, self.database, self.name = spark, database, name
        self.identifier = f"{CATALOG}.{database}.{name}"
        self._follows = follows
        self._loaded: Any = None
        self._is_behind = False

    def java(self) -> Any:
        """The Java table, refreshed where it may be behind what this object has to see."""
        if self._loaded is None:
            util = self.spark._jvm.org.apache.iceberg.spark.Spark3Util  # type: ignore[union-attr]
            self._loaded = util.loadIcebergTable(self.spark._jsparkSession, self.identifier)
        elif self._is_behind or self._follows:
            self._loaded.refresh()
        self._is_behind = False
        return self._loaded

    def transaction(self) -> Any:
        """A Java transaction over the table as it is now: Iceberg looks at it anew itself."""
        begun = (self._loaded or self.java()).newTransaction()
        self._is_behind = False
        return begun

    def outdate(self) -> None:
        """Let the next look at the Java table see what somebody else has committed: Spark, or another job."""
        self._is_behind = True

    def exists(self) -> bool:
        """Whether the catalog has the table."""
        return self._loaded is not None or self.spark.catalog.tableExists(self.identifier)

    def properties(self) -> dict[str, str]:
        """The table's properties."""
        return mapping(self.java().properties())

    def refs(self) -> list[str]:
        """The name of every branch and tag, in one call of Java: a mart has a tag for every batch date."""
        names: str = self.java().refs().keySet().toString()
        return [name for name in names[1:-1].split(", ") if name]

    def ref(self, name: str) -> int | None:
        """Snapshot id of a branch or tag."""
        found = self.java().refs().get(name)
        return None if found is None else int(found.snapshotId())

    def remove_refs(
        self, tags: Iterable[str], branches: Iterable[str] = (), properties: Mapping[str, str | None] | None = None
    ) -> None:
        """In one transaction: remove tags and branches, and set properties. Their snapshots stay until they expire."""
        transaction = self.transaction()
        _set(transaction, properties or {})
        change = transaction.manageSnapshots()
        for tag in tags:
            change = change.removeTag(tag)
        for branch in branches:
            change = change.removeBranch(branch)
        change.commit()
        transaction.commitTransaction()

    def serve(self, snapshot: int, properties: Mapping[str, str | None]) -> None:
        """In one transaction: let `main` be this snapshot, of whatever branch, and set properties (None removes)."""
        transaction = self.transaction()
        _set(transaction, properties)
        transaction.manageSnapshots().replaceBranch(MAIN, snapshot).commit()
        transaction.commitTransaction()

    def frame(self, tag: str | None = None) -> DataFrame:
        """Rows of `main`, or of a tag."""
        return self.spark.table(f"{self.identifier}.tag_{tag}" if tag else self.identifier)

    def snapshots(self) -> DataFrame:
        """Every snapshot that has not expired, a row each, with its `summary`."""
        return self.spark.table(f"{self.identifier}.snapshots")

    def at(self, snapshot: int | None) -> DataFrame:
        """Rows of a snapshot; None: no rows."""
        if snapshot is None:
            return self.frame().where(F.lit(False))
        return self.spark.table(f"{self.identifier}.snapshot_id_{snapshot}")

    def newest(self) -> int | None:
        """The newest snapshot of `main`."""
        found = self.java().currentSnapshot()
        return None if found is None else int(found.snapshotId())

    def written(self, snapshot: int) -> Any:
        """The Java snapshot that wrote the rows of a snapshot, before any compaction; None when it has expired."""
        java = self.java()
        found = java.snapshot(snapshot)
        while found is not None and found.operation() == COMPACTION:
            parent = found.parentId()
            found = None if parent is None else java.snapshot(parent)
        return found

    def files(self) -> int:
        """Number of files that its rows are in, with those that mark deleted rows."""
        snapshot = self.java().currentSnapshot()
        summary = snapshot.summary() if snapshot else {}
        return sum(int(summary.get(f"total-{kind}-files") or 0) for kind in ("data", "delete"))

    def bytes(self) -> int:
        """Bytes of its rows' files."""
        snapshot = self.java().currentSnapshot()
        return int(snapshot.summary().get("total-files-size") or 0) if snapshot else 0

    def manifests(self) -> int:
        """Number of the lists of files that a query plans with."""
        java = self.java()
        snapshot = java.currentSnapshot()
        return int(snapshot.allManifests(java.io()).size()) if snapshot else 0

    def rows(self, snapshot: int) -> int:
        """Number of rows of a snapshot, from the summary of the snapshot that wrote them."""
        summary = (self.written(snapshot) or self.java().snapshot(snapshot)).summary()
        return int(summary.get(ROWS) or summary.get("total-records"))

    def deleted(self, snapshot: int) -> int:
        """Rows of a snapshot's files that are marked as deleted."""
        return int(self.java().snapshot(snapshot).summary().get("total-position-deletes") or 0)

    def types(self) -> dict[str, str]:
        """Its columns and their types."""
        return {field.name: field.dataType.simpleString() for field in self.frame().schema}

    def create(
        self, columns: Mapping[str, tuple[str, str | None]], about: str, where: str, by: str | None, **properties: str
    ) -> None:
        """Create the table, empty: `columns` are {name: (type, description)}, `by` a partition column or transform."""
        lines = [f"`{name}` {type_} COMMENT {literal(text or '')}" for name, (type_, text) in columns.items()]
        settings = SETTINGS | properties
        self.spark.sql(
            f"CREATE TABLE IF NOT EXISTS {self.identifier} ({', '.join(lines)}) USING iceberg "
            + (f"PARTITIONED BY ({by}) " if by else "")
            + f"COMMENT {literal(about)} LOCATION {literal(where)} "
            + f"TBLPROPERTIES ({', '.join(f'{literal(key)}={literal(value)}' for key, value in settings.items())})"
        )

    def evolve(self, columns: Mapping[str, tuple[str, str | None]], error: type[SluiceError]) -> None:
        """Add columns that are new and widen types that grew; raise `error` for any other change of a type."""
        present = self.types()
        added = [
            f"`{name}` {type_} COMMENT {literal(text or '')}"
            for name, (type_, text) in columns.items()
            if name not in present
        ]
        widened = []
        for name, (type_, _) in columns.items():
            found = present.get(name, type_)
            if _plain(type_) != found:
                if not widens(found, type_):
                    raise error(
                        f"{self.database}.{self.name}: column {name} is {found} and cannot become {type_}; keep "
                        "the type, or give the column a new name."
                    )
                widened.append((name, type_))
        if added:
            self.spark.sql(f"ALTER TABLE {self.identifier} ADD COLUMNS ({', '.join(added)})")
        for name, type_ in widened:
            self.spark.sql(f"ALTER TABLE {self.identifier} ALTER COLUMN `{name}` TYPE {type_}")
        if added or widened:
            self.outdate()

    def coarsen(self, column: str) -> None:
        """Partition a table by years of a date in place of each of its values: new files now, others by compaction."""
        java = self.java()
        if java.spec().identitySourceIds().contains(java.schema().findField(column).fieldId()):
            change = f"REPLACE PARTITION FIELD `{column}` WITH {COARSE}(`{column}`)"
            self.spark.sql(f"ALTER TABLE {self.identifier} {change}")
            self.outdate()


class Branch:
    """A branch on which one publication is prepared. Nobody reads it, so nothing of it shows before `publish`."""

    def __init__(self, table: Table, name: str) -> None:
        self.table, self.name = table, name
        self.identifier = f"{table.identifier}.branch_{name}"

    def create(self, start: int | None = None) -> None:
        """Start from a snapshot, or from `main`, dropping what a crashed attempt left behind."""
        begun = self.table.transaction()
        if begun.table().refs().containsKey(self.name):
            # A commit of its own: Iceberg makes a branch of a table without snapshots past the removals before it.
            self.drop()
            begun = self.table.transaction()
        main = begun.table().currentSnapshot()
        start = start or (main and main.snapshotId())
        change = begun.manageSnapshots()
        (change.createBranch(self.name, start) if start else change.createBranch(self.name)).commit()
        begun.commitTransaction()

    def delete_loads(self, load_ids: Iterable[str]) -> None:
        """Delete every row of these loads: a change of metadata only, but for files in which compaction put others."""
        ids = ", ".join(literal(load_id) for load_id in load_ids)
        self.table.spark.sql(f"DELETE FROM {self.identifier} WHERE _load_id IN ({ids})")  # noqa: S608
        self.table.outdate()

    def delete_before(self, column: str, value: str) -> None:
        """Delete the rows whose date is before `value`: of a column that partitions, a change of metadata only."""
        condition = f"`{column}` < DATE {literal(value)}"
        self.table.spark.sql(f"DELETE FROM {self.identifier} WHERE {condition}")  # noqa: S608
        self.table.outdate()

    def delete_matching(self, rows: DataFrame, columns: list[str]) -> None:
        """Delete the rows that equal one of `rows` in `columns`. `rows` are made already, as MERGE reads them twice."""
        view = f"sluice_stale_{self.name}"
        rows.select(*[f"`{name}`" for name in columns]).createOrReplaceTempView(view)
        condition = " AND ".join(f"t.`{name}` <=> s.`{name}`" for name in columns)
        self.table.spark.sql(f"MERGE INTO {self.identifier} t USING {view} s ON {condition} WHEN MATCHED THEN DELETE")
        self.table.outdate()
        self.table.spark.catalog.dropTempView(view)

    def append(self, rows: DataFrame, facts: Mapping[str, str]) -> None:
        """Append by column name; `facts` go into the snapshot's summary. Columns that `rows` lack become NULL."""
        self._writer(rows, facts).append()
        self.table.outdate()

    def overwrite(self, rows: DataFrame, facts: Mapping[str, str]) -> None:
        """Replace all rows of the branch, atomically."""
        self._writer(rows, facts).overwrite(F.lit(True))
        self.table.outdate()

    def snapshot(self) -> int:
        """The id of its newest snapshot."""
        return int(self.table.java().refs().get(self.name).snapshotId())

    def frame(self) -> DataFrame:
        """The rows of the branch."""
        return self.table.spark.table(self.identifier)

    def publish(
        self,
        properties: Mapping[str, str | None],
        tag: str | None = None,
        main: bool = True,
        facts: Mapping[str, str] | None = None,
    ) -> int:
        """In one transaction: set properties (None removes), tag the state, fast-forward `main`, drop the branch.

        `facts`: the summary of one more snapshot, which adds no rows. Returns the id of the published snapshot.
        Raises CommitConflictError when somebody has removed the branch.
        """
        transaction = self.table.transaction()
        before = transaction.table().refs()
        if not before.containsKey(self.name):  # Iceberg would begin the branch anew, from `main`.
            raise CommitConflictError(
                f"{self.table.database}.{self.table.name}: the branch {self.name} was removed while it was prepared; "
                "run the same again."
            )
        _set(transaction, properties)
        if facts:
            seal = transaction.newFastAppend()
            for name, value in facts.items():
                seal = seal.set(name, value)
            seal.toBranch(self.name).commit()
        snapshot: int = transaction.table().refs().get(self.name).snapshotId()
        refs = transaction.manageSnapshots()
        if tag:
            refs = refs.replaceTag(tag, snapshot) if before.containsKey(tag) else refs.createTag(tag, snapshot)
        if main:
            refs = refs.fastForwardBranch(MAIN, self.name)
        refs.removeBranch(self.name).commit()
        transaction.commitTransaction()
        return snapshot

    def drop(self) -> None:
        """Give the preparation up."""
        self.table.java().manageSnapshots().removeBranch(self.name).commit()

    def aligned(self, rows: DataFrame) -> DataFrame:
        """The rows with the table's columns in the table's order. Those that `rows` lack are NULL."""
        fields = self.table.frame().schema
        present = set(rows.columns)
        return rows.select(
            *[f"`{f.name}`" if f.name in present else F.lit(None).cast(f.dataType).alias(f.name) for f in fields]
        )

    def _writer(self, rows: DataFrame, facts: Mapping[str, str]) -> Any:
        writer = self.aligned(rows).writeTo(self.identifier)
        for name, value in facts.items():
            writer = writer.option(f"snapshot-property.{name}", value)
        return writer


def publish(
    table: Table, name: str, prepare: Callable[[Branch], None], properties: Callable[[], Mapping[str, str | None]]
) -> int:
    """Prepare a branch and publish it as `main`; again from the start when compaction moved `main` meanwhile.

    A SluiceError in `prepare` drops the branch. Returns the published snapshot's id.
    """

    def attempt() -> int:
        branch = Branch(table, name)
        branch.create()
        try:
            prepare(branch)
        except SluiceError:
            branch.drop()
            raise
        return branch.publish(properties())

    return retried(table, attempt)


def retried(table: Table, act: Callable[[], T]) -> T:
    """What `act` gives; again from the start when another commit to the table came first, three times at most."""
    for _ in range(ATTEMPTS):
        try:
            return act()
        except (IllegalArgumentException, Py4JJavaError) as error:
            if not any(sign in str(error) for sign in CONFLICTS):
                raise
            table.outdate()
    raise CommitConflictError(
        f"{table.database}.{table.name}: another commit came first in each of {ATTEMPTS} attempts; run the same again "
        "when the maintenance of the table is done."
    )


def set_properties(table: Table, properties: Mapping[str, str | None]) -> None:
    """Set table properties; None removes one."""
    transaction = table.transaction()
    _set(transaction, properties)
    transaction.commitTransaction()


def widens(found: str, wanted: str) -> bool:
    """Whether Iceberg evolves a column of type `found` to `wanted` without touching files."""
    before, after = DECIMAL.fullmatch(found), DECIMAL.fullmatch(wanted)
    if before and after:
        return before[2] == after[2] and int(after[1]) >= int(before[1])
    return (found, wanted) in {("int", "bigint"), ("float", "double")}


def _set(transaction: Any, properties: Mapping[str, str | None]) -> None:
    update = transaction.updateProperties()
    for name, value in properties.items():
        update = update.remove(name) if value is None else update.set(name, value)
    update.commit()


def _plain(type_: str) -> str:
    return re.sub(r"\s+", "", type_)
