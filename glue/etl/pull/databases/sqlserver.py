"""SQL Server."""

from collections.abc import Sequence

from etl.documents import ColumnFamily
from etl.pull.columns import BINARY, DATE, ZONED, Found
from etl.pull.databases.base import Database
from etl.pull.errors import (
    DatabaseUnreachableError,
    InstantLostError,
    LoginRefusedError,
    PrivilegeMissingError,
    RelationMissingError,
)

FAMILIES: dict[str, ColumnFamily] = {
    **dict.fromkeys(("tinyint", "smallint", "int", "bigint"), "integer"),
    **dict.fromkeys(("real", "float"), "float"),
    **dict.fromkeys(("decimal", "numeric", "money", "smallmoney"), "decimal"),
    "bit": "boolean",
    "date": "date",
    **dict.fromkeys(("datetime", "datetime2", "smalldatetime"), "timestamp"),
    "datetimeoffset": "zoned",
    **dict.fromkeys(("binary", "varbinary", "image", "timestamp", "rowversion"), "binary"),
    **dict.fromkeys(("sql_variant", "geography", "geometry", "hierarchyid"), "other"),
}


class Sqlserver(Database):
    """SQL Server 2016 and later, in a transaction with SNAPSHOT isolation, which no other connection can join."""

    name = "SQL Server"
    url_prefix = "jdbc:sqlserver:"
    driver = "com.microsoft.sqlserver.jdbc.SQLServerDriver"
    remedies = (
        (r"Login failed for user|Cannot open database", LoginRefusedError),
        (r"Invalid object name", RelationMissingError),
        (r"permission was denied|snapshot isolation is not allowed", PrivilegeMissingError),
        (r"Snapshot isolation transaction (failed|aborted)", InstantLostError),
        (r"The TCP/IP connection to the host|Connection reset|The connection is closed", DatabaseUnreachableError),
    )

    def family(self, type_: str, digits: int, scale: int) -> ColumnFamily:
        return FAMILIES.get(type_.split(" ")[0].split("(")[0], "text")

    def quoted(self, name: str) -> str:
        return "[" + name.replace("]", "]]") + "]"

    def properties(self, ssl: bool, url: str) -> dict[str, str]:
        return {"encrypt": "true" if ssl else "false"}

    def session(self, instant: str | None, is_query: bool) -> str:
        return "set transaction isolation level snapshot"

    def as_double(self, column: str) -> str:
        return f"cast({column} as float)"

    def as_text(self, column: str, found: Found) -> str:
        if found.family == BINARY:
            return f"lower(convert(varchar(max), {column}, 2))"
        return f"cast({column} as nvarchar(max))"

    def as_plain_text(self, column: str) -> str:
        return f"convert(varchar(60), {column})"

    def joined(self, left: str, right: str) -> str:
        return f"concat({left}, {right})"

    def as_date(self, column: str) -> str:
        return f"convert(varchar(10), {column}, 23)"

    def as_instant(self, column: str, found: Found) -> str:
        value = f"switchoffset({column}, '+00:00')" if found.family == ZONED else column
        return f"convert(varchar(26), cast({value} as datetime2(6)), 126) + 'Z'"

    def hashed(self, columns: Sequence[str], buckets: int) -> str:
        return f"(checksum({', '.join(columns)}) & 2147483647) % {buckets}"

    def in_microseconds(self, column: str, found: Found) -> str | None:
        return f"datepart(nanosecond, {column}) % 1000 = 0" if found.type in ("datetime2", "datetimeoffset") else None

    def in_calendar(self, column: str, found: Found) -> str | None:
        return None

    def literal(self, value: str, found: Found) -> str:
        if found.family == DATE:
            return f"cast('{value[:10]}' as date)"
        if found.family == ZONED:
            return f"cast('{value} +00:00' as datetimeoffset)"
        return f"cast('{value}' as datetime2)" if found.family == "timestamp" else value
