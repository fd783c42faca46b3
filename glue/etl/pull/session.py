"""One session of the driver of a pull: it looks at the relation, and holds the instant that the others read."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Any, TypeVar

from py4j.protocol import Py4JJavaError
from pyspark.sql import SparkSession

from etl.pull.columns import Found
from etl.pull.databases import Database
from etl.pull.failures import named
from etl.pull.place import Place

Answer = TypeVar("Answer")


class Session:
    """A connection in a transaction that is never committed; a failure has the name of an error of a pull."""

    def __init__(self, spark: SparkSession, database: Database, table: str, place: Place) -> None:
        self._jvm: Any = spark._jvm
        self._database, self._table, self._place = database, table, place
        self._connection: Any = None

    def __enter__(self) -> Session:
        # Spark's registry finds drivers in the jars of the job, which the DriverManager by itself does not.
        registry = self._jvm.org.apache.spark.sql.execution.datasources.jdbc.DriverRegistry
        properties = self._jvm.java.util.Properties()
        for name, value in self._place.properties.items():
            properties.setProperty(name, value)
        try:
            registry.register(self._place.driver)
            self._connection = self._jvm.java.sql.DriverManager.getConnection(self._place.url, properties)
            self._connection.setAutoCommit(False)
            self._begin()
        except Py4JJavaError as error:
            self._close()
            raise self.named(error) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def _begin(self) -> None:
        statement = self._connection.createStatement()
        begin = self._database.session(None, is_query=False)
        if begin:
            statement.execute(begin)
        statement.close()

    def _close(self) -> None:
        if self._connection is not None:
            try:
                self._connection.rollback()
                self._connection.close()
            except Py4JJavaError:
                pass  # it is gone already, and nothing was written
            self._connection = None

    def row(self, sql: str, columns: int) -> list[str | None]:
        """The first row of a statement, as text."""
        return self._ask(sql, lambda result: [self._text(result, at) for at in range(1, columns + 1)])

    def reading(self, read: Callable[[Any], Answer]) -> Answer:
        """What `read` makes of the connection itself, such as of the driver's metadata."""
        try:
            return read(self._connection)
        except Py4JJavaError as error:
            raise self.named(error) from None

    def columns(self, source: str) -> list[Found]:
        """The columns of a relation, as the driver reports them."""
        sql = f"select * from {source} where 1 = 0"  # noqa: S608 (checked by table.schema.json)
        return self._ask(sql, self._reported, is_read=False)

    @staticmethod
    def _text(result: Any, at: int) -> str | None:
        value = result.getString(at)
        return None if value is None else str(value)

    def _reported(self, result: Any) -> list[Found]:
        meta = result.getMetaData()
        found = []
        for at in range(1, meta.getColumnCount() + 1):
            type_ = str(meta.getColumnTypeName(at)).lower()
            digits, scale = int(meta.getPrecision(at)), int(meta.getScale(at))
            family = self._database.family(type_, digits, scale)
            found.append(Found(str(meta.getColumnLabel(at)), type_, family, digits, scale))
        return found

    def _ask(self, sql: str, read: Callable[[Any], Answer], is_read: bool = True) -> Answer:
        try:
            statement = self._connection.createStatement()
            result = statement.executeQuery(sql)
            if is_read:
                result.next()
            answer = read(result)
            statement.close()
        except Py4JJavaError as error:
            raise self.named(error) from None
        return answer

    def named(self, error: Py4JJavaError) -> Exception:
        """The error of a pull that a failure of Java is."""
        text = _causes(error.java_exception)
        return named(text, self._database, self._table, self._place.names, self._place.password)


def _causes(exception: Any) -> str:
    """The messages of an exception and its causes, a line each, the deepest last."""
    lines: list[str] = []
    while exception is not None and len(lines) < 10:
        lines.append(str(exception.toString()))
        exception = exception.getCause()
    return "\n".join(lines)


def bounds(session: Session, database: Database, source: str, column: Found) -> tuple[str, str] | None:
    """The least and the greatest value of a column, as text; None where it has no value."""
    name = database.quoted(column.name)
    least, greatest = (_ordered(database, f"{which}({name})", column) for which in ("min", "max"))
    low, high = session.row(f"select {least}, {greatest} from {source}", 2)  # noqa: S608 (quoted names)
    return None if low is None or high is None else (plain(low), plain(high))


def rowids(session: Session, database: Database, relation: str, parts: int) -> list[str]:
    """Addresses of rows, as literals, that divide the relation into at most `parts`: fewer where it is small."""
    if parts < 2:
        return []
    found = session.row(database.rowid_bounds(relation, parts), parts - 1)
    return [database.rowid_literal(value) for value in found if value is not None]


def _ordered(database: Database, value: str, column: Found) -> str:
    if column.family == "date":
        return database.as_date(value)
    if column.family in ("timestamp", "zoned"):
        return database.as_instant(value, column)
    return database.as_text(value, column)


def plain(value: str) -> str:
    """A time as text, with a blank between day and time and no zone."""
    return value.removesuffix("Z").replace("T", " ")
