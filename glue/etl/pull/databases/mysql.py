"""MySQL."""

from collections.abc import Sequence

from etl.documents import ColumnFamily
from etl.pull.columns import BINARY, DATE, LONGEST_WHOLE, Found
from etl.pull.databases.base import Database
from etl.pull.errors import (
    DatabaseUnreachableError,
    LoginRefusedError,
    PrivilegeMissingError,
    RelationMissingError,
)

FAMILIES: dict[str, ColumnFamily] = {
    **dict.fromkeys(("tinyint", "smallint", "mediumint", "int", "integer", "bigint", "year"), "integer"),
    **dict.fromkeys(("float", "double"), "float"),
    "decimal": "decimal",
    "bit": "boolean",
    "date": "date",
    "datetime": "timestamp",
    "timestamp": "zoned",
    **dict.fromkeys(("binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob"), "binary"),
}
UNSIGNED = " unsigned"


class Mysql(Database):
    """MySQL 8. Two connections cannot read one instant, so that a pull has one."""

    name = "MySQL"
    url_prefix = "jdbc:mysql:"
    driver = "com.mysql.cj.jdbc.Driver"
    remedies = (
        (r"Access denied for user", LoginRefusedError),
        (r"Table '[^']*' doesn't exist|Unknown database", RelationMissingError),
        (r"command denied to user", PrivilegeMissingError),
        (r"Communications link failure|Too many connections|Server shutdown in progress", DatabaseUnreachableError),
    )

    def family(self, type_: str, digits: int, scale: int) -> ColumnFamily:
        known = FAMILIES.get(type_.removesuffix(UNSIGNED), "text")
        return "decimal" if known == "integer" and digits > LONGEST_WHOLE and type_.endswith(UNSIGNED) else known

    def quoted(self, name: str) -> str:
        return "`" + name.replace("`", "``") + "`"

    def properties(self, ssl: bool, url: str) -> dict[str, str]:
        # Without a cursor, the driver takes every row into memory whatever the fetch size.
        cursor = {"useCursorFetch": "true", "zeroDateTimeBehavior": "EXCEPTION", "tinyInt1isBit": "false"}
        return cursor | {"sslMode": "REQUIRED" if ssl else "PREFERRED"}

    def session(self, instant: str | None, is_query: bool) -> str:
        return "set time_zone = '+00:00'"

    def as_bigint(self, column: str) -> str:
        return f"cast({column} as signed)"

    def as_double(self, column: str) -> str:
        return f"cast({column} as double)"

    def as_text(self, column: str, found: Found) -> str:
        return f"lower(hex({column}))" if found.family == BINARY else f"cast({column} as char)"

    def as_plain_text(self, column: str) -> str:
        return f"cast({column} as char)"

    def joined(self, left: str, right: str) -> str:
        return f"concat({left}, {right})"

    def as_date(self, column: str) -> str:
        return f"date_format({column}, '%Y-%m-%d')"

    def as_instant(self, column: str, found: Found) -> str:
        return f"date_format({column}, '%Y-%m-%dT%H:%i:%s.%fZ')"

    def hashed(self, columns: Sequence[str], buckets: int) -> str:
        return f"mod(crc32(concat_ws(char(0), {', '.join(columns)})), {buckets})"

    def literal(self, value: str, found: Found) -> str:
        if found.family == DATE:
            return f"'{value[:10]}'"
        return f"'{value}'" if found.family in ("timestamp", "zoned") else value
