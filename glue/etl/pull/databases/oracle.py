"""Oracle."""

from collections.abc import Sequence

from etl.documents import ColumnFamily
from etl.pull.columns import (
    BINARY,
    DECIMAL,
    FLOAT,
    INTEGER,
    INTERVAL,
    LONGEST_WHOLE,
    NUMBER,
    OTHER,
    TEXT,
    TIMESTAMP,
    ZONED,
    Found,
)
from etl.pull.databases.base import Database
from etl.pull.errors import (
    ConnectionUrlError,
    DatabaseUnreachableError,
    InstantLostError,
    LoginRefusedError,
    PrivilegeMissingError,
    RelationMissingError,
)

UNSTATED_SCALE = -127
SAMPLE = "sample (1) seed (1)"
"""One row in a hundred: where addresses divide the rows need not be exact, as each row is in one part in any case."""


class Oracle(Database):
    """Oracle 12 and later, read `as of scn`."""

    name = "Oracle"
    url_prefix = "jdbc:oracle:thin:@"
    driver = "oracle.jdbc.OracleDriver"
    shares_instant = True
    rowid = "rowid"
    remedies = (
        (r"ORA-01017|ORA-28000|ORA-28001|ORA-01045", LoginRefusedError),
        (r"ORA-00942|ORA-04043", RelationMissingError),
        (r"ORA-01031|ORA-01749|ORA-00904.*DBMS_FLASHBACK|PLS-00201.*DBMS_FLASHBACK", PrivilegeMissingError),
        (r"ORA-17067|ORA-17865|ORA-17866|ORA-17870|ORA-12261", ConnectionUrlError),
        (r"ORA-01555|ORA-08181|ORA-01466|ORA-08180", InstantLostError),
        (
            r"ORA-12541|ORA-12514|ORA-12505|ORA-17868|ORA-17800|ORA-17002|ORA-12170|ORA-12516|ORA-12519|ORA-12520"
            r"|ORA-03113|ORA-03114|ORA-01033|ORA-01034|ORA-00018|ORA-00020",
            DatabaseUnreachableError,
        ),
    )

    def family(self, type_: str, digits: int, scale: int) -> ColumnFamily:
        if type_ == "number":
            if digits == 0 or scale == UNSTATED_SCALE:
                return NUMBER
            return INTEGER if scale <= 0 and digits - scale <= LONGEST_WHOLE else DECIMAL
        if type_ in ("binary_float", "binary_double"):
            return FLOAT
        if type_ in ("varchar2", "nvarchar2", "varchar", "char", "nchar", "clob", "nclob", "rowid", "urowid"):
            return TEXT
        if type_ == "raw":
            return BINARY
        if type_ == "date":
            return TIMESTAMP  # it has a time of day
        if type_.startswith("timestamp"):
            return ZONED if "time zone" in type_ else TIMESTAMP
        if type_.startswith("interval"):
            return INTERVAL
        return NUMBER if type_ == "float" else OTHER

    def properties(self, ssl: bool, url: str) -> dict[str, str]:
        # Over TLS, a server refuses Oracle's own encryption (ORA-12696).
        if not ssl or "tcps" in url.lower():
            return {}
        return {"oracle.net.encryption_client": "REQUIRED", "oracle.net.encryption_types_client": "(AES256)"}

    def session(self, instant: str | None, is_query: bool) -> str:
        settings = ("time_zone = ''+00:00''", "nls_numeric_characters = ''.,''")
        pinned = " ".join(f"execute immediate 'alter session set {setting}';" for setting in settings)
        # `as of` is a clause of a table; what views and queries read, the session decides.
        flashback = f" dbms_flashback.enable_at_system_change_number({instant});" if instant and is_query else ""
        return f"begin {pinned}{flashback} end;"

    def instant_sql(self) -> str:
        return "select dbms_flashback.get_system_change_number from dual"

    def at(self, relation: str, instant: str | None) -> str:
        return f"{relation} as of scn {instant}" if instant else relation

    def as_bigint(self, column: str) -> str:
        return f"cast({column} as number(19))"

    def as_decimal(self, column: str, precision: int, scale: int) -> str:
        return f"cast({column} as number({precision},{scale}))"

    def as_double(self, column: str) -> str:
        return f"cast({column} as binary_double)"

    def as_text(self, column: str, found: Found) -> str:
        if found.family == TEXT:
            return column
        if found.family == BINARY:
            return f"lower(rawtohex({column}))"
        return f"to_char({column}, 'TM9')" if found.family in (INTEGER, DECIMAL, NUMBER) else f"to_char({column})"

    def as_plain_text(self, column: str) -> str:
        return f"to_char({column})"

    def as_date(self, column: str) -> str:
        return f"to_char({column}, 'YYYY-MM-DD')"

    def as_instant(self, column: str, found: Found) -> str:
        value = f"sys_extract_utc({column})" if found.family == ZONED else f"cast({column} as timestamp(9))"
        return f"""to_char({value}, 'YYYY-MM-DD"T"HH24:MI:SS.FF6"Z"')"""

    def hashed(self, columns: Sequence[str], buckets: int) -> str:
        text = " || chr(0) || ".join(columns)
        return f"ora_hash({text}, {buckets - 1})"

    def rowid_bounds(self, relation: str, parts: int) -> str:
        least = (f"rowidtochar(min(case when part = {part} then address end))" for part in range(2, parts + 1))
        sampled = f"select rowid address, ntile({parts}) over (order by rowid) part from {relation} {SAMPLE}"  # noqa: S608
        return f"select {', '.join(least)} from ({sampled})"  # noqa: S608 (checked by table.schema.json)

    def rowid_literal(self, value: str) -> str:
        return f"chartorowid('{value}')"

    def has_no_time(self, column: str) -> str:
        return f"{column} = trunc({column})"

    def in_microseconds(self, column: str, found: Found) -> str | None:
        if found.type == "date" or found.scale in range(1, 7):
            return None
        return f"to_char({column}, 'FF9') like '%000'"

    def in_calendar(self, column: str, found: Found) -> str | None:
        return f"{column} >= {self.literal('0001-01-01 00:00:00', found)}"

    def literal(self, value: str, found: Found) -> str:
        if found.family == ZONED:
            return f"timestamp '{value} +00:00'"
        if found.family != TIMESTAMP:
            return value
        time = value if " " in value else f"{value} 00:00:00"
        return f"to_date('{time[:19]}', 'YYYY-MM-DD HH24:MI:SS')" if found.type == "date" else f"timestamp '{time}'"
