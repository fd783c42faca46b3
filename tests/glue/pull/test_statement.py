"""The statement of a pull, for four databases, without any of them."""

import json
import re
from pathlib import Path

import pytest
from etl.pull import errors
from etl.pull.columns import Found
from etl.pull.databases import DATABASES
from etl.pull.errors import ConnectionUrlError, PullTypeError
from etl.pull.failures import named
from etl.pull.place import normalised
from etl.pull.ranges import below, between, conditions, divided
from etl.pull.statement import statement

from tests.glue.pull.tables import pulled

VOCABULARY = json.loads((Path(__file__).parents[3] / "schemas/meta/vocabulary.schema.json").read_text())["$defs"]


def found(database: str, name: str, type_: str, digits: int = 0, scale: int = 0) -> Found:
    return Found(name, type_, DATABASES[database].family(type_, digits, scale), digits, scale)


def sql(database: str, columns: str, *reported: tuple, lowest: str | None = None, instant: str | None = None, **jdbc):
    known = [found(database, *each) for each in reported]
    return statement(pulled(columns, jdbc={"database": database} | jdbc), known, instant, lowest)


def test_the_databases_are_the_words_of_the_vocabulary():
    rows = VOCABULARY["database"]["rows"]
    assert list(rows) == VOCABULARY["database"]["enum"]
    known = {
        word: {
            "name": each.name,
            "url": each.url_prefix,
            "shares_instant": each.shares_instant,
            "has_rowid": each.rowid is not None,
        }
        for word, each in DATABASES.items()
    }
    assert known == rows


def test_a_column_that_holds_what_its_property_holds_is_cast_and_not_checked():
    made = sql("postgresql", "id bigint, amount decimal(18,2)", ("id", "int8", 19), ("amount", "numeric", 10, 2))
    assert made.sql == (
        '(select cast("id" as bigint) as "id", cast("amount" as numeric(18,2)) as "amount" from orders) sluice'
    )
    assert made.schema == "`id` bigint, `amount` decimal(18,2)"


def test_a_column_that_may_hold_more_names_the_value_that_does():
    made = sql("oracle", "amount decimal(18,2)", ("AMOUNT", "number", 0, -127))
    fits = 'round("AMOUNT", 2) = "AMOUNT" and abs("AMOUNT") < 10000000000000000'
    assert made.sql == (
        f'(select case when {fits} then cast("AMOUNT" as number(18,2)) end as "amount", '
        f'case when "AMOUNT" is not null and not ({fits}) '
        "then 'amount = ' || to_char(\"AMOUNT\", 'TM9') end as \"_misfit\" "
        "from orders) sluice"
    )
    assert made.schema == "`amount` decimal(18,2), _misfit string"


def test_oracle_reads_a_table_as_of_an_scn_and_a_query_in_a_session_of_it():
    made = sql("oracle", "id bigint", ("ID", "number", 10, 0), instant="42")
    assert made.sql.endswith("from orders as of scn 42) sluice")
    made = sql("oracle", "id bigint", ("ID", "number", 10, 0), instant="42", relation=None, query="select id from v")
    assert made.sql.endswith("from (select id from v) pulled) sluice")
    oracle = DATABASES["oracle"]
    assert "dbms_flashback.enable_at_system_change_number(42)" in oracle.session("42", is_query=True)
    assert "dbms_flashback" not in oracle.session("42", is_query=False)
    assert "time_zone = ''+00:00''" in oracle.session(None, is_query=False)


@pytest.mark.parametrize(
    ("database", "type_", "expected"),
    [
        ("oracle", "timestamp with local time zone", "sys_extract_utc("),
        ("oracle", "date", "cast("),
        ("postgresql", "timestamptz", "at time zone 'UTC'"),
        ("mysql", "datetime", "date_format("),
        ("sqlserver", "datetimeoffset", "switchoffset("),
    ],
)
def test_a_time_travels_as_text_in_utc_whatever_the_jvm_thinks(database, type_, expected):
    made = sql(database, "at timestamp", ("at", type_, 0, 6))
    assert expected in made.sql
    assert made.schema.startswith("`at` string")


@pytest.mark.parametrize(
    ("database", "columns", "reported", "sentence"),
    [
        (
            "oracle",
            "amount double",
            ("AMOUNT", "number", 0, -127),
            "shop/things: the column AMOUNT is a NUMBER without precision in the database, and the property amount a "
            "number without multipleOf, expected the digits after the point from one of them, since a double keeps 15 "
            'digits; add "multipleOf": 0.01, or as many digits as there are, to row.schema.json.',
        ),
        ("postgresql", "amount double", ("amount", "numeric", 0, 0), "is a NUMERIC without precision in the database"),
        (
            "postgresql",
            "amount decimal(18,2)",
            ("amount", "float8", 17),
            "the column amount is a FLOAT8 in the database, and the property amount a decimal(18,2), which cannot hold "
            'it without loss; declare "type": "number" without multipleOf in row.schema.json, or cast the column in a '
            '"query".',
        ),
        ("oracle", "day date", ("DAY", "timestamp with time zone", 0, 6), 'declare "format": "date-time"'),
        ("oracle", "photo string", ("PHOTO", "blob", 0, 0), "the column PHOTO is a BLOB in the database"),
        ("postgresql", "id bigint", ("ident", "int8", 19), "has the column id of row.schema.json not at all"),
        ("postgresql", "note string", ("note", "bool", 1), 'declare "type": "boolean"'),
    ],
)
def test_a_column_that_its_property_cannot_hold_is_refused(database, columns, reported, sentence):
    with pytest.raises(PullTypeError) as refused:
        sql(database, columns, reported)
    assert sentence in str(refused.value)


@pytest.mark.parametrize("database", list(DATABASES))
def test_every_database_can_split_and_filter(database):
    jdbc = {"split_by": {"columns": ["id"], "hash": True}, "connections": 4}
    columns = [("id", "bigint", 19), ("at", "timestamp", 0, 6)]
    watermark = {"column": "at", "overlap": 60}
    reported = [found(database, *each) for each in columns]
    reported[0] = Found("id", "bigint", "integer", 18, 0)
    reported[1] = Found("at", "datetime2", "timestamp", 0, 6)
    table = pulled("id bigint, at timestamp", jdbc={"database": database, "watermark": watermark} | jdbc)
    made = statement(table, reported, None, "2026-03-01 05:59:00.000000")
    assert re.search(r"where .at.? >= .*2026-03-01 05:59:00", made.sql)
    assert re.search(r"as .?_split.? from", made.sql)
    assert "4" in made.sql or "3" in made.sql
    met = conditions(table["jdbc"], 3, None, None)
    assert [re.sub(r"^\W*_split\W* in ", "", each) for each in met] == ["(0, 3)", "(1)", "(2)"]


def test_ranges_meet_every_value_once_and_null():
    jdbc = pulled("id bigint", jdbc={"split_by": {"columns": ["id"], "hash": False}, "connections": 4})["jdbc"]
    column = found("postgresql", "id", "int8", 19)
    assert conditions(jdbc, 3, column, ("1", "9")) == [
        '"_split" < 4 or "_split" is null',
        '"_split" >= 4 and "_split" < 7',
        '"_split" >= 7',
    ]
    assert conditions(jdbc, 3, column, None) == ["1 = 1"]
    assert conditions(jdbc, 3, column, ("5", "5"))[0] == '"_split" < 5 or "_split" is null'
    assert between("2026-03-01", "2026-03-11", 2) == ["2026-03-06"]
    assert between("2026-03-01 00:00:00", "2026-03-02 00:00:00.5", 2) == ["2026-03-01 12:00:00.250000"]


def test_addresses_of_rows_divide_a_table_of_oracle():
    oracle = DATABASES["oracle"]
    made = sql("oracle", "id bigint", ("ID", "number", 10, 0), instant="42", split_by={"columns": [], "hash": False})
    assert made.sql.endswith(', rowid as "_split" from orders as of scn 42) sluice')
    assert oracle.rowid_bounds("SALES.ORDERS", 3) == (
        "select rowidtochar(min(case when part = 2 then address end)), "
        "rowidtochar(min(case when part = 3 then address end)) from "
        "(select rowid address, ntile(3) over (order by rowid) part from SALES.ORDERS sample (1) seed (1))"
    )
    assert divided(oracle, [oracle.rowid_literal(each) for each in ("AAA", "AAB")]) == [
        '"_split" < chartorowid(\'AAA\') or "_split" is null',
        "\"_split\" >= chartorowid('AAA') and \"_split\" < chartorowid('AAB')",
        "\"_split\" >= chartorowid('AAB')",
    ]
    assert divided(oracle, []) == ["1 = 1"]


def test_a_watermark_goes_back_by_its_overlap():
    assert below("100", 30) == "70"
    assert below("2026-03-01 06:00:00.5", 3600) == "2026-03-01 05:00:00.500000"
    assert below("2026-03-01", 86400) == "2026-02-28"


def test_the_form_of_glues_guide_becomes_the_one_that_the_driver_takes():
    url, sentence = normalised("jdbc:oracle:thin://@host:1521/service", DATABASES["oracle"], "sluice-dev-erp")
    assert url == "jdbc:oracle:thin:@//host:1521/service"
    assert sentence == (
        "The URL of the connection sluice-dev-erp begins with jdbc:oracle:thin://@, which Oracle's driver refuses "
        "(ORA-17067); jdbc:oracle:thin:@//host:1521/service is used in its place."
    )
    assert (
        normalised("jdbc:oracle:thin://@host:1521:SID", DATABASES["oracle"], "x")[0]
        == "jdbc:oracle:thin:@host:1521:SID"
    )
    for right in ("jdbc:oracle:thin:@//h:1521/s", "jdbc:oracle:thin:@h:1521:S", "jdbc:oracle:thin:@tcps://h:2484/s"):
        assert normalised(right, DATABASES["oracle"], "x") == (right, None)
    for wrong in ("jdbc:mysql://h/d", "jdbc:oracle:thin:scott/tiger@h:1521:S"):
        with pytest.raises(ConnectionUrlError):
            normalised(wrong, DATABASES["oracle"], "x")


@pytest.mark.parametrize(
    ("database", "message", "name"),
    [
        ("oracle", "ORA-01017: invalid username/password; logon denied", "LoginRefusedError"),
        ("oracle", "ORA-00942: table or view does not exist", "RelationMissingError"),
        ("oracle", "ORA-01031: insufficient privileges", "PrivilegeMissingError"),
        ("oracle", "ORA-01555: snapshot too old", "InstantLostError"),
        ("oracle", "ORA-12541: Cannot connect. No listener at host", "DatabaseUnreachableError"),
        ("oracle", "ORA-12514: Cannot connect to database. Service x is not registered", "DatabaseUnreachableError"),
        ("oracle", "ORA-17868: Unknown host specified", "DatabaseUnreachableError"),
        ("oracle", "ORA-17067: Invalid Oracle URL specified", "ConnectionUrlError"),
        ("oracle", "ORA-12261: Cannot connect to database. Syntax error in Easy Connect", "ConnectionUrlError"),
        ("oracle", "ORA-17865: Invalid connection string format", "ConnectionUrlError"),
        ("oracle", "ORA-17866: Invalid number format for port number", "ConnectionUrlError"),
        ("oracle", "ORA-00936: missing expression", "DatabaseQueryError"),
        ("postgresql", 'FATAL: password authentication failed for user "a"', "LoginRefusedError"),
        ("postgresql", 'ERROR: relation "orders" does not exist', "RelationMissingError"),
        ("postgresql", "ERROR: permission denied for table orders", "PrivilegeMissingError"),
        ("postgresql", "ERROR: invalid snapshot identifier: x", "InstantLostError"),
        ("postgresql", "Connection to 127.0.0.1:1 refused. Check that the hostname", "DatabaseUnreachableError"),
        ("mysql", "Access denied for user 'a'@'b'", "LoginRefusedError"),
        ("mysql", "Communications link failure", "DatabaseUnreachableError"),
        ("sqlserver", "Login failed for user 'a'.", "LoginRefusedError"),
        ("sqlserver", "Invalid object name 'orders'.", "RelationMissingError"),
    ],
)
def test_each_failure_has_a_name_a_remedy_and_no_password(database, message, name):
    place = {"connection": "sluice-dev-erp", "secret": "erp/reader"}
    error = named(f"java.sql.SQLException: {message} hunter2", DATABASES[database], "shop/orders", place, "hunter2")
    assert type(error) is getattr(errors, name)
    start, remedy = str(error).split("; ", 1) if "; " in message else str(error).rsplit("; ", 1)
    assert start.startswith(f"shop/orders: {DATABASES[database].name} said: {message[:20]}")
    assert len(remedy) > 20
    assert "hunter2" not in str(error)


def test_what_a_block_of_plsql_says_is_told():
    message = (
        "java.sql.SQLException: ORA-06550: line 1, column 150:\nPLS-00201: identifier 'DBMS_FLASHBACK' must be "
        "declared\nORA-06550: line 1, column 150:\nPL/SQL: Statement ignored\n"
        "https://docs.oracle.com/error-help/db/ora-06550/"
    )
    error = named(message, DATABASES["oracle"], "shop/orders", {"connection": "erp", "secret": "erp"}, "hunter2")
    assert type(error) is errors.PrivilegeMissingError
    assert "Oracle said: PLS-00201: identifier 'DBMS_FLASHBACK' must be declared; grant the user" in str(error)


def test_a_refused_login_is_never_tried_again_and_a_lost_instant_is():
    retried = {name for name in dir(errors) if getattr(getattr(errors, name), "retryable", False)}
    assert retried == {"DatabaseUnreachableError", "InstantLostError"}


@pytest.mark.parametrize(
    "url",
    [
        "jdbc:oracle:thin:@tcps://host:2484/service",
        "jdbc:oracle:thin:@(DESCRIPTION=(ADDRESS=(PROTOCOL=TCPS)(HOST=host)(PORT=2484)))",
    ],
)
def test_oracle_is_encrypted_by_tls_or_by_its_own_protocol_but_not_by_both(url):
    plain = "jdbc:oracle:thin:@//host:1521/service"
    assert DATABASES["oracle"].properties(True, plain)["oracle.net.encryption_client"] == "REQUIRED"
    assert DATABASES["oracle"].properties(False, plain) == {}
    assert DATABASES["oracle"].properties(True, url) == {}
