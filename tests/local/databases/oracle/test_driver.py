"""The driver that stands for Oracle's says what Oracle's own driver says, as far as that needs no server."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from local.databases import oracle
from local.databases.server import USER, Server
from local.jars import download, jar_name
from tests.local.conftest import ROOT

JARS, DRIVERS = ROOT / ".sluice" / "jars", ROOT / ".sluice" / "drivers"
# Oracle's driver is under the Free Use Terms and Conditions: it is fetched, and never a part of this project.
REAL = "com.oracle.database.jdbc:ojdbc11:23.26.1.0.0"
SHA256 = "94ff71df1cb409bf355b61f2e485994231cda233f918594f63b605a4da92c792"

URLS = {
    "jdbc:oracle:thin:@//127.0.0.1:1/xe": "12541 ORA-12541: Cannot connect. No listener at host 127.0.0.1 port 1. ",
    "jdbc:oracle:thin:@127.0.0.1:1:XE": "12541 ORA-12541: Cannot connect. No listener at host 127.0.0.1 port 1. ",
    "jdbc:oracle:thin:@127.0.0.1:1/xe": "12541 ORA-12541: Cannot connect. No listener at host 127.0.0.1 port 1. ",
    "jdbc:oracle:thin:@//nowhere.invalid:1/xe": "17868 ORA-17868: Unknown host specified.: nowhere.invalid: ",
    "jdbc:oracle:thin://@127.0.0.1:1/xe": "17067 ORA-17067: Invalid Oracle URL specified ",
    "jdbc:oracle:thin:127.0.0.1:1:XE": "17067 ORA-17067: Invalid Oracle URL specified ",
    "jdbc:oracle:thin:@": "17870 ORA-17870: Connect identifier was empty. ",
    "jdbc:oracle:thin:@//127.0.0.1:x/xe": "17866 ORA-17866: Invalid number format for port number ",
    "jdbc:oracle:thin:@127.0.0.1:1:a:b": "17865 ORA-17865: Invalid connection string format, a valid format is: ",
}
"""What Oracle's driver answers to a URL, without a server."""

# Only Oracle's own driver has encryption: the stand-in is for tests on one machine.
ENCRYPTED = "jdbc:oracle:thin:@tcps://127.0.0.1:1/xe"


def asked(jars: list[Path], lines: list[str], **login: str) -> list[str]:
    """The answers of the driver that is first among `jars`, a line each."""
    command = ["java", "-XX:TieredStopAtLevel=1", "-cp", os.pathsep.join(map(str, jars)), "Ask"]
    text = "\n".join(lines)
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True, env={**os.environ, **login})
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The classes of Ask.java."""
    classes = tmp_path_factory.mktemp("ask")
    oracle.compile_java(DRIVERS, [Path(__file__).with_name("Ask.java")], [], classes)
    return classes


@pytest.fixture(scope="module")
def shim(ask: Path) -> list[Path]:
    return [oracle.driver(DRIVERS, JARS), next(JARS.glob("postgresql-*.jar")), ask]


def test_a_url_has_the_same_answer_from_oracles_own_driver(shim: list[Path], ask: Path) -> None:
    real = DRIVERS / jar_name(REAL)
    if not real.exists():
        download(DRIVERS, REAL, SHA256)
    answers = asked([real, ask], [*URLS, ENCRYPTED])
    for url, expected, answer in zip(URLS, URLS.values(), answers, strict=False):
        assert (url, answer[: len(expected)]) == (url, expected)
    assert answers[-1].startswith("12541 ")
    assert asked(shim, list(URLS)) == answers[:-1]


COLUMNS = {
    "A": ("NUMBER", "A NUMBER 2 0 -127"),
    "B": ("NUMBER(38,10)", "B NUMBER 2 38 10"),
    "C": ("NUMBER(5,-2)", "C NUMBER 2 5 -2"),
    "D": ("FLOAT(126)", "D FLOAT 2 126 -127"),
    "E": ("BINARY_FLOAT", "E BINARY_FLOAT 100 0 0"),
    "F": ("BINARY_DOUBLE", "F BINARY_DOUBLE 101 0 0"),
    "G": ("NVARCHAR2(20)", "G NVARCHAR2 -9 20 0"),
    "H": ("CLOB", "H CLOB 2005 -1 0"),
    "I": ("RAW(16)", "I RAW -3 16 0"),
    "J": ("DATE", "J DATE 93 0 0"),
    "K": ("TIMESTAMP(9)", "K TIMESTAMP 93 0 9"),
    "L": ("TIMESTAMP(6) WITH TIME ZONE", "L TIMESTAMP WITH TIME ZONE -101 0 6"),
    "M": ("TIMESTAMP(6) WITH LOCAL TIME ZONE", "M TIMESTAMP WITH LOCAL TIME ZONE -102 0 6"),
    "N": ("INTERVAL YEAR(2) TO MONTH", "N INTERVALYM -103 2 0"),
    "O": ("INTERVAL DAY(2) TO SECOND(6)", "O INTERVALDS -104 2 6"),
}
"""Oracle's type, and name, java.sql.Types, precision and scale as Oracle's driver reports them."""


def test_a_database_answers_as_oracle_does(shim: list[Path]) -> None:
    with Server(JARS, {"xe": oracle.seed()}) as server:
        url = oracle.url(server, "xe")
        told = {
            url: "connected",
            url.replace("@//", "@").replace("/xe", ":xe"): "connected",
            oracle.table("t", {name: declared for name, (declared, _) in COLUMNS.items()}): "create_table",
            "select * from t": "; ".join(reported for _, reported in COLUMNS.values()) + "; ",
            "begin execute immediate 'alter session set time_zone = ''+02:00'''; end;": "done",
            "select timestamp '2026-01-01 00:00:00 +00:00' at time zone 'UTC' from dual": "timezone TIMESTAMP",
            'insert into t ("A", "G") values (0.5, \'\')': "done",
            "select dbms_flashback.get_system_change_number as scn from dual": "scn NUMBER 2 0 -127; | 7000001",
            'select to_char("A", \'TM9\') as a, "G" from t': "a VARCHAR2 12 4000 0; G NVARCHAR2 -9 20 0; | .5 null",
            "delete from t": "done",
            "select count(*) from t": "count NUMBER 2 0 -127; | 0",
            "select count(*) from t as of scn 7000001": "count NUMBER 2 0 -127; | 1",
            "select count(*) from t as of scn 7": "1555 ORA-01555: snapshot too old: ",
            "begin dbms_flashback.enable_at_system_change_number(7000001); end;": "done",
            "select 'as of scn 1' as \"rowid\", count(*) from t": "rowid VARCHAR2 12 4000 0; count NUMBER 2 0 -127; | "
            "as of scn 1 1",
            "begin drop_everything; end;": "6550 ORA-06550: line 1, column 7: PLS-00103: ",
            "select * from absent": '942 ORA-00942: table or view "ABSENT" does not exist ',
            "select nothing from dual": "904 ORA-00904: invalid identifier ",
            url.replace("/xe", "/ex"): "12514 ORA-12514: Cannot connect to database. Service ex is not registered ",
        }
        answers = asked(shim, list(told), ASK_USER=USER, ASK_PASSWORD=server.password)
        for asked_for, expected, answer in zip(told, told.values(), answers, strict=True):
            assert (asked_for, answer[: len(expected)]) == (asked_for, expected)
        refused = asked(shim, [url], ASK_USER=USER, ASK_PASSWORD="hunter2")
        assert refused[0].startswith("1017 ORA-01017: invalid credential or not authorized; logon denied ")
        assert "hunter2" not in refused[0]


def test_it_is_compiled_once(shim: list[Path]) -> None:
    made = shim[0].stat().st_mtime_ns
    assert oracle.driver(DRIVERS, JARS).stat().st_mtime_ns == made
    assert [each.name for each in DRIVERS.glob("oracle-*.jar")] == [shim[0].name]
