"""One pull: plan, read in parallel at one instant, land. The job's entry point."""

from __future__ import annotations

import re
from dataclasses import dataclass

from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from etl.definitions import lookup
from etl.documents import JdbcSource, PulledWatermark, PullReport, TableDefinition
from etl.errors import SQL_STATE, DefinitionError
from etl.names import quoted
from etl.platform.objects import Objects
from etl.platform.session import prepare
from etl.pull.columns import Found
from etl.pull.databases import DATABASES
from etl.pull.errors import PullValueError
from etl.pull.following import evolved, followed
from etl.pull.landing import facts_of, land, last_types, last_watermark
from etl.pull.place import Place, find
from etl.pull.progress import Progress
from etl.pull.ranges import below, conditions, divided
from etl.pull.session import Session, bounds, rowids
from etl.pull.statement import MISFIT, Statement, source_of, statement
from etl.pull.statement import find as find_column

LARGE = 1 << 30


@dataclass(frozen=True)
class Where:
    """Where a pull reads and writes."""

    connection: str
    raw_bucket: str
    key: str
    work: str
    report: str


@dataclass(frozen=True)
class Plan:
    """What is read: the statement, the conditions that divide it, and the instant."""

    statement: Statement
    conditions: list[str]
    instant: str | None


def pull(spark: SparkSession, definitions: str, table: str, pull_id: str, where: Where) -> PullReport:
    """Pull a table's rows into one object of raw. Started again, it reads again and ends with the same one object."""
    definition = lookup(Objects().read_json(definitions)["tables"], "tables", table)
    prepare(spark, LARGE)
    return Pull(spark, definition, pull_id, where).run()


class Pull:
    """A pull of one table."""

    def __init__(self, spark: SparkSession, table: TableDefinition, pull_id: str, where: Where) -> None:
        if table["jdbc"] is None:
            raise DefinitionError(f'{table["id"]} has no "source.jdbc" in table.json; add it and deploy.')
        self._spark, self._table, self._where = spark, table, where
        self._objects = Objects()
        self._jdbc: JdbcSource = table["jdbc"]
        self._database = DATABASES[self._jdbc["database"]]
        self._place: Place = find(where.connection, self._database)
        self._session = Session(spark, self._database, table["id"], self._place)
        self._report: PullReport = {
            "pull_id": pull_id,
            "table": table["id"],
            "key": None,
            "rows": 0,
            "connections": 0,
            "seconds": 0,
            "instant": None,
            "watermark": self._watermark(),
            "evolved": [],
        }

    def run(self) -> PullReport:
        """Read and land. Raises the errors of etl/pull/errors.py."""
        progress = Progress(self._spark, self._tell)
        with progress:
            connections = self._read()
        rows, highest = self._look_back()
        watermark = self._report["watermark"]
        if watermark is not None:
            watermark["to"] = highest or watermark["to"]
        # A table that is empty is a snapshot like any other; without a change there is nothing to land.
        key = self._where.key if rows or self._table["feed"] == "snapshot" else None
        if key:
            facts = facts_of(watermark, self._jdbc["schema"])
            land(self._spark, self._where.work, f"s3://{self._where.raw_bucket}/{key}", facts)
        self._objects.delete_prefix(self._where.work)
        told = {"key": key, "rows": rows, "connections": connections, "seconds": progress.seconds}
        self._report |= told  # type: ignore[typeddict-item]
        self._objects.write_json(self._where.report, self._report)
        return self._report

    def _watermark(self) -> PulledWatermark | None:
        watermark = self._jdbc["watermark"]
        if watermark is None:
            return None
        last = last_watermark(self._raw)
        if last is None or last["to"] is None:
            return {"from": None, "to": None}
        return {"from": below(last["to"], watermark["overlap"]), "to": last["to"]}

    @property
    def _raw(self) -> str:
        """The table's folder."""
        return f"s3://{self._where.raw_bucket}/{self._table['id']}/"

    def _follow(self, found: list[Found]) -> None:
        """Take the columns that only the database has."""
        if self._jdbc["schema"] == "database":
            declared = self._table["columns"]
            self._table = followed(self._table, found)
            self._report["evolved"] = evolved(self._table, declared, last_types(self._spark, self._raw))

    def _read(self) -> int:
        """Read all rows into the work folder; gives the number of connections that it took at most."""
        with self._session as session:
            is_shared = self._jdbc["connections"] > 1
            found = session.columns(source_of(self._jdbc, None))
            self._follow(found)
            instant = self._instant(session) if is_shared else None
            # The session that holds the instant is one of the connections.
            readers = self._jdbc["connections"] - self._holds_instant
            plan = self._plan(session, found, instant, max(1, readers))
            if is_shared and self._holds_instant:
                self._write(plan)
                return len(plan.conditions) + 1
        self._write(plan)
        return len(plan.conditions)

    @property
    def _holds_instant(self) -> bool:
        """Whether the instant lasts only as long as the session that has it."""
        return self._database.name == "PostgreSQL"

    def _instant(self, session: Session) -> str | None:
        sql = self._database.instant_sql()
        instant = session.row(sql, 1)[0] if sql else None
        self._report["instant"] = instant
        return instant

    def _plan(self, session: Session, found: list[Found], instant: str | None, readers: int) -> Plan:
        watermark = self._report["watermark"]
        made = statement(self._table, found, instant, watermark["from"] if watermark else None)
        split_by = self._jdbc["split_by"]
        if split_by is None or split_by["hash"]:
            return Plan(made, conditions(self._jdbc, readers, None, None), instant)
        if not split_by["columns"]:
            addresses = rowids(session, self._database, str(self._jdbc["relation"]), readers)
            return Plan(made, divided(self._database, addresses), instant)
        column = find_column(self._table, split_by["columns"][0], found)
        limits = bounds(session, self._database, source_of(self._jdbc, instant), column)
        return Plan(made, conditions(self._jdbc, readers, column, limits), instant)

    def _write(self, plan: Plan) -> None:
        self._objects.delete_prefix(self._where.work)
        try:
            self._typed(self._rows(plan)).write.parquet(self._where.work)
        except (PySparkException, Py4JJavaError) as error:
            said = _chain(error) if isinstance(error, Py4JJavaError) else str(error)
            misfit = re.search(rf"PullValueError: (.*?){SQL_STATE}$", said, re.MULTILINE)
            if misfit:
                raise PullValueError(f"{self._table['id']}: {misfit[1]}") from None
            if isinstance(error, Py4JJavaError):
                raise self._session.named(error) from None
            raise

    def _rows(self, plan: Plan) -> DataFrame:
        instant = plan.instant if self._jdbc["connections"] > 1 else None
        options = {
            **self._place.properties,
            "driver": self._place.driver,
            "fetchsize": str(self._jdbc["fetch_size"]),
            "customSchema": plan.statement.schema,
            "sessionInitStatement": self._database.session(instant, is_query=self._jdbc["query"] is not None),
        }
        return self._spark.read.jdbc(
            self._place.url, plan.statement.sql, predicates=plan.conditions, properties=options
        )

    def _typed(self, rows: DataFrame) -> DataFrame:
        """The rows with the types of the contract; a row with a misfit fails the pull."""
        columns = [
            F.col(quoted(column["source_name"])).cast(column["type"]).alias(column["source_name"])
            for column in self._table["columns"]
        ]
        if MISFIT not in rows.columns:
            return rows.select(*columns)
        sentence = F.concat(
            F.lit("PullValueError: a row has "),
            F.col(MISFIT),
            F.lit(", which its property in row.schema.json cannot hold without loss; widen it, or correct the row."),
        )
        checked = F.when(F.col(MISFIT).isNotNull(), F.raise_error(sentence).cast("boolean")).otherwise(F.lit(True))
        return rows.where(checked).select(*columns)

    def _look_back(self) -> tuple[int, str | None]:
        """Rows that were written, and the highest value of the watermark among them."""
        written = self._spark.read.parquet(self._where.work)
        watermark = self._jdbc["watermark"]
        name = watermark["column"] if watermark else None
        highest = F.max(F.col(quoted(name))).cast("string") if name else F.lit(None).cast("string")
        row = written.agg(F.count(F.lit(1)).alias("rows"), highest.alias("highest")).collect()[0]
        return int(row["rows"]), row["highest"]

    def _tell(self, rows: int, connections: int, seconds: float) -> None:
        now: PullReport = {**self._report, "rows": rows, "connections": connections, "seconds": seconds}
        self._objects.write_json(self._where.report, now)


def _chain(error: Py4JJavaError) -> str:
    """What Java's exception and its causes say, a line each."""
    cause, text = error.java_exception, ""
    while cause is not None:
        text += f"{cause.toString()}\n"
        cause = cause.getCause()
    return text
