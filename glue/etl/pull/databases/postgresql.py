"""PostgreSQL."""

from collections.abc import Sequence

from etl.documents import ColumnFamily
from etl.pull.columns import BINARY, BOOLEAN, DATE, ZONED, Found
from etl.pull.databases.base import Database
from etl.pull.errors import (
    DatabaseUnreachableError,
    InstantLostError,
    LoginRefusedError,
    PrivilegeMissingError,
    RelationMissingError,
)

FAMILIES: dict[str, ColumnFamily] = {
    "int2": "integer",
    "int4": "integer",
    "int8": "integer",
    "serial": "integer",
    "bigserial": "integer",
    "oid": "integer",
    "float4": "float",
    "float8": "float",
    "bool": "boolean",
    "bytea": "binary",
    "date": "date",
    "timestamp": "timestamp",
    "timestamptz": "zoned",
    "interval": "interval",
    **dict.fromkeys(("text", "varchar", "bpchar", "char", "name", "citext", "uuid", "json", "jsonb", "xml"), "text"),
}


class Postgresql(Database):
    """PostgreSQL 12 and later. A snapshot that one connection exports is what the others read."""

    name = "PostgreSQL"
    url_prefix = "jdbc:postgresql:"
    driver = "org.postgresql.Driver"
    shares_instant = True
    remedies = (
        (
            r"password authentication failed|no password was provided|role \"[^\"]*\" does not exist",
            LoginRefusedError,
        ),
        (r"no pg_hba\.conf entry|database \"[^\"]*\" does not exist", LoginRefusedError),
        (r"ERROR: relation \"[^\"]*\" does not exist|ERROR: schema \"[^\"]*\" does not exist", RelationMissingError),
        (r"ERROR: permission denied", PrivilegeMissingError),
        (
            r"snapshot too old|invalid snapshot identifier|snapshot \"[^\"]*\" does not exist|conflict with recovery"
            r"|source (process|transaction) .*not running",
            InstantLostError,
        ),
        (
            r"Connection to \S+ refused|connection attempt failed|An I/O error occurred|too many clients"
            r"|remaining connection slots|the database system is (starting|shutting)|terminating connection",
            DatabaseUnreachableError,
        ),
    )

    def family(self, type_: str, digits: int, scale: int) -> ColumnFamily:
        if type_ == "numeric":
            return "decimal" if 0 < digits <= 1000 else "number"
        return FAMILIES.get(type_, "text")

    def properties(self, ssl: bool, url: str) -> dict[str, str]:
        return {"sslmode": "require"} if ssl else {}

    def session(self, instant: str | None, is_query: bool) -> str:
        at = f"set transaction snapshot '{instant}'; " if instant else ""
        return (
            f"set transaction isolation level repeatable read, read only; {at}"
            "set timezone = 'UTC'; set intervalstyle = 'iso_8601'"
        )

    def instant_sql(self) -> str:
        return "select pg_export_snapshot()"

    def as_decimal(self, column: str, precision: int, scale: int) -> str:
        return f"cast({column} as numeric({precision},{scale}))"

    def as_double(self, column: str) -> str:
        return f"cast({column} as double precision)"

    def as_boolean(self, column: str, family: str) -> str:
        return column if family == BOOLEAN else f"{column} = 1"

    def as_text(self, column: str, found: Found) -> str:
        return f"encode({column}, 'hex')" if found.family == BINARY else f"cast({column} as text)"

    def as_plain_text(self, column: str) -> str:
        return f"cast({column} as text)"

    def as_date(self, column: str) -> str:
        return f"to_char({column}, 'YYYY-MM-DD')"

    def as_instant(self, column: str, found: Found) -> str:
        value = f"{column} at time zone 'UTC'" if found.family == ZONED else column
        return f"""to_char({value}, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""

    def hashed(self, columns: Sequence[str], buckets: int) -> str:
        row = f"row({', '.join(columns)})"
        return f"mod(cast(hashtext(cast({row} as text)) as bigint) + 2147483648, {buckets})"

    def has_no_time(self, column: str) -> str:
        return f"{column} = date_trunc('day', {column})"

    def literal(self, value: str, found: Found) -> str:
        if found.family == DATE:
            return f"date '{value[:10]}'"
        if found.family == ZONED:
            return f"timestamptz '{value} UTC'"
        return f"timestamp '{value}'" if found.family == "timestamp" else value
