"""Pulls from what is Oracle to the job: the driver of local/databases/oracle, Spark's own dialect, and our SQL."""

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import boto3
import pytest
from etl.platform.failures import told
from etl.pull import errors, run
from etl.pull.databases import oracle as words
from etl.pull.errors import InstantLostError, PullTypeError, PullValueError

from local.databases import oracle
from local.databases.server import USER
from tests.glue.pull.conftest import ORACLE, SECRET
from tests.glue.pull.tables import pulled
from tests.glue.pull.test_pull import landed

pytestmark = pytest.mark.spark
UTC = dt.timezone.utc
HERE = Path(__file__).parent

TYPES = json.loads((HERE / "oracle-types.json").read_text())
ROWS = 4
"""
Columns: the type in Oracle, in the contract, and of each row the SQL of the value and the value as Athena has it.

The empty text is NULL in Oracle. The end-to-end test has the same rows, where the gate refuses the last: a pull brings
its Infinity and its NaN, and no contract has them.
"""
VALUES = {
    "bigint": int,
    "boolean": {"true": True, "false": False}.__getitem__,
    "date": dt.date.fromisoformat,
    "decimal": Decimal,
    "double": float,
    "string": str,
    "timestamp": lambda text: dt.datetime.fromisoformat(text.removesuffix(" UTC")).replace(tzinfo=UTC),
}

SPLITS = {
    "range": {"columns": ["id"], "hash": False},
    "key": {"columns": ["id"], "hash": True},
    "rowid": {"columns": [], "hash": False},
}
FAILURES = json.loads((HERE / "failures.json").read_text())
"""By code of Oracle: the document that the job leaves. The state machine's test has the same cases."""


def of_oracle(columns, **jdbc):
    return pulled(columns, jdbc={"database": "oracle", "relation": "things"} | jdbc)


def values(number):
    """The values of a row by column, as the job has them."""
    row = {column["name"].lower(): (column["type"], held(column, number)) for column in TYPES}
    return {name: value(type_, *of_row[1:]) if of_row else None for name, (type_, of_row) in row.items()}


def held(column, number):
    return column["rows"][number] if number < len(column["rows"]) else None


def value(type_, text, times=1):
    return None if text is None else VALUES[type_.partition("(")[0]](text * times)


def known(rows):
    """The rows with NaN as a text, which equals itself."""
    return [{name: str(each) if each != each else each for name, each in row.items()} for row in rows]


def test_every_type_arrives_digit_by_digit(world, xe):
    xe.run(oracle.table("types", {column["name"]: column["oracle"] for column in TYPES}))
    for number in range(ROWS):
        row = [held(column, number) for column in TYPES]
        xe.run(f"insert into types values ({', '.join(each[0] if each else 'null' for each in row)})")
    world.define(of_oracle(", ".join(f"{each['name'].lower()} {each['type']}" for each in TYPES), relation="types"))
    report = xe.pull(world)
    rows = sorted(landed(world, report["key"]).read().to_pylist(), key=lambda row: -row["id"])
    assert known(rows) == known([values(number) for number in (0, 3, 2, 1)])


def test_a_value_or_a_type_that_would_lose_something_is_refused(world, xe):
    refusals = [
        ("amount", "NUMBER", "0.001", "decimal(18,2)", r"amount = \.001, which"),
        ("day", "DATE", "'2026-03-01 00:00:01'", "date", "day = 2026-03-01 00:00:01, which"),
        (
            "at",
            "TIMESTAMP(9)",
            "oracle.timestamp9('2026-03-01 00:00:00.123456789')",
            "timestamp",
            "at = .*789.*, which",
        ),
    ]
    xe.run(oracle.table("refused", {name.upper(): declared for name, declared, _, _, _ in refusals}))
    for name, _, value, type_, said in refusals:
        xe.run("delete from refused", f'insert into refused ("{name.upper()}") values ({value})')
        world.define(of_oracle(f"{name} {type_}", relation="refused"))
        with pytest.raises(PullValueError, match=rf"^shop/things: a row has {said} its property"):
            xe.pull(world)
    world.define(of_oracle("amount double", relation="refused"))
    with pytest.raises(PullTypeError, match="the column AMOUNT is a NUMBER without precision in the database"):
        xe.pull(world)


def at_the_instant(monkeypatch, change):
    """Make `change` once a pull has taken its instant, and before it reads a row."""
    original = run.statement

    def changed(*given):
        change()
        return original(*given)

    monkeypatch.setattr(run, "statement", changed)


@pytest.mark.parametrize("by", ["key", "rowid"])
def test_a_relation_is_read_at_one_instant_however_it_is_divided(world, xe, monkeypatch, by):
    name = f"by_{by}"
    xe.run(oracle.table(name, {"ID": "NUMBER(10)", "AMOUNT": "NUMBER(10)"}))
    xe.run(f"insert into {name} select id, 1 from generate_series(1, 1000) id")
    jdbc = {"relation": name, "split_by": SPLITS[by], "connections": 3}
    world.define(of_oracle("id bigint, amount bigint", **jdbc))

    def rows(pull_id):
        at_the_instant(monkeypatch, lambda: xe.run(f'update {name} set "AMOUNT" = "AMOUNT" + 1'))
        report = xe.pull(world, pull_id)
        monkeypatch.undo()
        assert (report["connections"], len(report["instant"])) == (3, 7)
        pulled_rows = landed(world, report["key"]).read().to_pylist()
        assert sorted(row["id"] for row in pulled_rows) == list(range(1, 1001))
        return {row["amount"] for row in pulled_rows}

    assert rows("p1") == {1}
    if by == "key":
        monkeypatch.setattr(words.Oracle, "at", lambda _self, relation, _instant: relation)
        assert rows("p2") == {3}  # without `as of scn`, the readers see what is there when they come


def test_a_query_is_read_in_sessions_of_one_instant(world, xe, monkeypatch):
    xe.run(oracle.table("lines", {"ID": "NUMBER(10)", "AMOUNT": "NUMBER(10)"}))
    xe.run("insert into lines select id, 1 from generate_series(1, 100) id")
    query = 'select "ID", sum("AMOUNT") as "AMOUNT" from lines group by "ID"'
    jdbc = {"relation": None, "query": query, "split_by": SPLITS["range"], "connections": 2}
    world.define(of_oracle("id bigint, amount bigint", **jdbc))
    at_the_instant(monkeypatch, lambda: xe.run('update lines set "AMOUNT" = 2'))
    amounts = {row["amount"] for row in landed(world, xe.pull(world)["key"]).read().to_pylist()}
    assert amounts == {1}


def test_an_instant_that_is_lost_is_taken_anew(world, xe, monkeypatch):
    xe.run(oracle.table("kept", {"ID": "NUMBER(10)"}), "insert into kept select generate_series(1, 10)")
    world.define(of_oracle("id bigint", relation="kept", split_by=SPLITS["key"], connections=2))
    at_the_instant(monkeypatch, xe.jvm.oracle.jdbc.Instants.loseAll)
    with pytest.raises(InstantLostError) as lost:
        xe.pull(world)
    assert str(lost.value) == FAILURES["ORA-01555"]["error_message"]
    monkeypatch.undo()
    assert xe.pull(world)["rows"] == 10


def test_each_error_of_oracle_has_a_name_a_remedy_and_no_password(world, xe):
    secrets = boto3.client("secretsmanager")
    for name, user in (("xe/wrong", USER), ("xe/poor", "pauper")):
        secrets.create_secret(Name=name, SecretString=json.dumps({"username": user, "password": "hunter2"}))
    xe.run("create role pauper login password 'hunter2'", "create table locked (id int)")
    right = oracle.url(xe.server, "xe")
    places = {
        "ORA-01017": (right, "xe/wrong"),
        "ORA-01031": (right, "xe/poor"),
        "ORA-12541": (right.replace(str(xe.server.port), "1"), SECRET),
        "ORA-12514": (oracle.url(xe.server, "nowhere"), SECRET),
        "ORA-17868": (right.replace("127.0.0.1", "nowhere.invalid"), SECRET),
        "ORA-17865": (right.replace("@//", "@").replace("/xe", ":x:e"), SECRET),
    }
    for code, (url, secret) in places.items():
        xe.connect(code, url, secret)
    world.define(of_oracle("id bigint", relation="locked"))
    for code, failure in FAILURES.items():
        if code == "ORA-01555":
            continue
        if code == "ORA-00942":
            world.define(of_oracle("id bigint", relation="absent"))
        with pytest.raises(getattr(errors, failure["error"])) as refused:
            xe.pull(world, connection=code if code in places else ORACLE)
        message = failure["error_message"].replace("{port}", str(xe.server.port))
        assert told(refused.value) == (failure["error"], message, failure["retryable"])
        assert "hunter2" not in message
    xe.connect("guide", right.replace("thin:@//", "thin://@"))
    world.define(of_oracle("id bigint", relation=None, query='select 1 as "ID" from dual'))
    assert xe.pull(world, connection="guide")["rows"] == 1
