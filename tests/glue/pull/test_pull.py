"""Pulls from a real PostgreSQL."""

import datetime as dt
import io
import json
import re
import threading
from decimal import Decimal

import boto3
import pyarrow.parquet as pq
import pytest
from etl.pull import run
from etl.pull.databases import postgresql
from etl.pull.errors import (
    DatabaseUnreachableError,
    LoginRefusedError,
    PrivilegeMissingError,
    PullTypeError,
    PullValueError,
    RelationMissingError,
    SchemaChangedError,
)
from etl.pull.relation import reported

from local.databases.server import USER
from tests.glue.pull.conftest import CONNECTION
from tests.glue.pull.tables import pulled

pytestmark = pytest.mark.spark
UTC = dt.timezone.utc


def landed(world, key):
    """The rows of the object, and its file."""
    body = boto3.client("s3").get_object(Bucket=f"{world.name}-raw", Key=key)["Body"].read()
    return pq.ParquetFile(io.BytesIO(body))


def keys_in_raw(world):
    return [each["Key"] for each in boto3.client("s3").list_objects_v2(Bucket=f"{world.name}-raw").get("Contents", [])]


def test_every_type_arrives_digit_by_digit(world, source):
    source.run(
        "create table types (id int primary key, big bigint, exact numeric(38,10), bare numeric, amount numeric(12,2), "
        "ratio float8, yes boolean, bit smallint, name varchar(20), code char(4), body text, ident uuid, bytes bytea, "
        "day date, noon timestamp, moment timestamptz, span interval)",
        "insert into types values (1, 9223372036854775807, 1234567890123456789012345678.0123456789, 12345.67, 0.1, "
        "0.1, true, 1, 'Grüße', 'ab', '', '00000000-0000-0000-0000-000000000001', '\\x00ff', '1500-02-28', "
        "'0001-01-01 00:00:00.000001', '2026-03-29 02:30:00.123456+02', 'P1DT2H'), "
        "(2, -9223372036854775807, -0.0000000001, -1, null, 'NaN', false, 0, null, null, null, null, null, null, null, "
        "'9999-12-31 23:59:59+00', null)",
    )
    columns = (
        "id bigint, big bigint, exact decimal(38,10), bare decimal(18,2), amount decimal(18,2), ratio double, "
        "yes boolean, bit boolean, name string, code string, body string, ident string, bytes string, day date, "
        "noon timestamp, moment timestamp, span string"
    )
    world.define(pulled(columns, jdbc={"relation": "types"}))
    report = source.pull(world)
    assert (report["rows"], report["connections"], report["key"]) == (2, 1, "shop/things/dt=2026-03-01/p1.parquet")
    first, second = sorted(landed(world, report["key"]).read().to_pylist(), key=lambda row: row["id"])
    moment = dt.datetime(2026, 3, 29, 0, 30, 0, 123456, UTC)
    assert first == {
        "id": 1,
        "big": 9223372036854775807,
        "exact": Decimal("1234567890123456789012345678.0123456789"),
        "bare": Decimal("12345.67"),
        "amount": Decimal("0.10"),
        "ratio": 0.1,
        "yes": True,
        "bit": True,
        "name": "Grüße",
        "code": "ab",
        "body": "",
        "ident": "00000000-0000-0000-0000-000000000001",
        "bytes": "00ff",
        "day": dt.date(1500, 2, 28),
        "noon": dt.datetime(1, 1, 1, 0, 0, 0, 1, UTC),
        "moment": moment,
        "span": "P1DT2H",
    }
    assert second["big"] == -9223372036854775807
    assert second["exact"] == Decimal("-0.0000000001")
    assert second["ratio"] != second["ratio"]
    assert (second["yes"], second["bit"], second["body"], second["span"]) == (False, False, None, None)
    assert second["moment"] == dt.datetime(9999, 12, 31, 23, 59, 59, 0, UTC)

    source.run("update types set bare = 0.001 where id = 2")
    with pytest.raises(
        PullValueError, match=r"^shop/things: a row has bare = 0\.001, which its property .* cannot hold"
    ):
        source.pull(world, "p2")
    world.define(pulled("id bigint, bare double", jdbc={"relation": "types"}))
    with pytest.raises(PullTypeError, match="NUMERIC without precision"):
        source.pull(world, "p3")
    assert keys_in_raw(world) == [report["key"]]


SLEEP = "; select pg_sleep(random())"
"""Readers that begin apart: without one instant, each would read its own."""


def with_session(monkeypatch, session):
    monkeypatch.setattr(postgresql.Postgresql, "session", session)


class Writers:
    """Move amounts from low to high ids for as long as they are entered, and ask how many connections a pull has."""

    def __init__(self, source):
        self.source, self.ended, self.most = source, threading.Event(), 0
        self.threads = [threading.Thread(target=self.write), threading.Thread(target=self.look)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        for thread in self.threads:
            thread.join()

    def write(self):
        connection = self.source._connect()
        while not self.ended.is_set():
            sql = "update accounts set amount = amount + case when id <= 500 then -1 else 1 end where id in (1, 1000)"
            connection.createStatement().execute(sql)
        connection.close()

    def look(self):
        connection = self.source._connect()
        # Sessions of the database that tests take for Oracle are no part of this pull.
        mine = "backend_type = 'client backend' and datname = current_database()"
        sql = f"select count(*) from pg_stat_activity where {mine}"
        while not self.ended.is_set():
            result = connection.createStatement().executeQuery(sql)
            result.next()
            self.most = max(self.most, result.getInt(1) - 2)  # but for the two that write and look
        connection.close()


@pytest.fixture(scope="module")
def accounts(source):
    source.run(
        "create table accounts (id bigint primary key, amount bigint)",
        "insert into accounts select id, 1000 from generate_series(1, 1000) id",
    )


def sum_of(world, source, pull_id):
    report = source.pull(world, pull_id)
    rows = landed(world, report["key"]).read().to_pylist()
    assert len({row["id"] for row in rows}) == 1000
    return report, sum(row["amount"] for row in rows)


def test_writers_that_go_on_meanwhile_change_nothing_in_a_pull(world, source, accounts, monkeypatch):
    original = postgresql.Postgresql.session
    columns, by = "id bigint, amount bigint", {"relation": "accounts", "connections": 3}
    world.define(pulled(columns, jdbc=by | {"split_by": {"columns": ["id"], "hash": False}}))
    with Writers(source) as writers:
        with_session(monkeypatch, lambda *given, **named: original(*given, **named) + SLEEP)
        report, total = sum_of(world, source, "p1")
        assert (total, report["connections"]) == (1_000_000, 3)
        assert 1 < writers.most <= 3
        # Without the snapshot of the first connection, the others read what is there when they come. By the hash of the
        # key all rows are there, too.
        world.define(pulled(columns, jdbc=by | {"split_by": {"columns": ["id"], "hash": True}}))
        with_session(monkeypatch, lambda *_given, **_named: SLEEP.lstrip("; "))
        assert any(sum_of(world, source, f"m{attempt}")[1] != 1_000_000 for attempt in range(3))


def test_a_watermark_loses_no_late_commit_and_a_crash_pulls_again(world, source, monkeypatch):
    source.run(
        "create table events (id bigint primary key, at timestamptz not null)",
        "insert into events select i, timestamptz '2026-03-01 00:00:00+00' + i * interval '1 hour' "
        "from generate_series(1, 10) i",
    )
    watermark = {"column": "at", "overlap": 7200}
    table = pulled(
        "id bigint, at timestamp",
        feed="changes",
        natural_key=["id"],
        sequence_by="at",
        jdbc={"relation": "events", "watermark": watermark},
    )
    world.define(table)
    first = source.pull(world, "p1")
    assert first["watermark"] == {"from": None, "to": "2026-03-01 10:00:00"}
    # One commit comes an hour late, below the watermark; another one is new.
    source.run("insert into events values (11, '2026-03-01 09:00:00+00'), (12, '2026-03-01 11:00:00+00')")

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(run, "land", killed)
        with pytest.raises(KeyboardInterrupt):
            source.pull(world, "p2")
    assert keys_in_raw(world) == [first["key"]]
    again = source.pull(world, "p2")
    assert again["watermark"] == {"from": "2026-03-01 08:00:00.000000", "to": "2026-03-01 11:00:00"}
    assert sorted(row["id"] for row in landed(world, again["key"]).read().to_pylist()) == [8, 9, 10, 11, 12]
    source.run("delete from events")
    nothing = source.pull(world, "p3")
    assert (nothing["key"], nothing["rows"], nothing["watermark"]["to"]) == (None, 0, "2026-03-01 11:00:00")
    facts = {"rows_checked": 0, "encoding": None}
    for report in (first, again):
        world.stage(world.landed("2026-03-01", report["key"], rows=report["rows"], **facts))
    assert world.rows("id") == sorted(((number,) for number in range(1, 13)), key=repr)


def test_each_refusal_has_a_name_and_shows_no_password(world, source):
    secrets = boto3.client("secretsmanager")
    secrets.create_secret(Name="wrong", SecretString=json.dumps({"username": USER, "password": "hunter2"}))
    secrets.create_secret(Name="poor", SecretString=json.dumps({"username": "poor", "password": "hunter2"}))
    secrets.create_secret(Name="empty", SecretString="{}")
    source.run("create role poor login password 'hunter2'", "create table hidden (id bigint)")
    source.connect("wrong", source.server.url(), "wrong")
    source.connect("poor", source.server.url(), "poor")
    source.connect("empty", source.server.url(), "empty")
    source.connect("closed", "jdbc:postgresql://127.0.0.1:1/postgres")
    refusals = [
        ("wrong", "hidden", LoginRefusedError, "password authentication failed for user"),
        ("poor", "hidden", PrivilegeMissingError, "permission denied for table hidden"),
        ("empty", "hidden", LoginRefusedError, "has no username and password"),
        ("closed", "hidden", DatabaseUnreachableError, "refused"),
        (None, "missing", RelationMissingError, 'relation "missing" does not exist'),
    ]
    for connection, relation, error, said in refusals:
        world.define(pulled("id bigint", jdbc={"relation": relation}))
        with pytest.raises(error, match=said) as refused:
            source.pull(world, **({"connection": connection} if connection else {}))
        assert "hunter2" not in str(refused.value)
        assert source.server.password not in str(refused.value)
        assert str(refused.value).count("; ") >= 1


def test_a_relation_is_reported_with_key_nulls_and_comments(source):
    source.run(
        "create table stock_items (shelf text, item bigint not null, price numeric(12, 2) not null, bare numeric, "
        "seen timestamptz, primary key (item, shelf))",
        "comment on table stock_items is 'What lies on the shelves'",
        "comment on column stock_items.item is 'Number of the item'",
        "create table stockxitems (shelf text)",
        "create view stock_view as select item, price from stock_items",
    )
    told = reported(source.spark, CONNECTION, "postgresql", "public.STOCK_ITEMS")
    assert [(column["name"], column["family"], column["nullable"]) for column in told["columns"]] == [
        ("shelf", "text", False),
        ("item", "integer", False),
        ("price", "decimal", False),
        ("bare", "number", True),
        ("seen", "zoned", True),
    ]
    assert [(column["digits"], column["scale"]) for column in told["columns"][1:4]] == [(19, 0), (12, 2), (0, 0)]
    comments = [column["comment"] for column in told["columns"]]
    assert (told["comment"], comments) == ("What lies on the shelves", [None, "Number of the item", None, None, None])
    assert (told["key"], told["refused"]) == (["item", "shelf"], None)
    view = reported(source.spark, CONNECTION, "postgresql", "stock_view")
    assert ([column["name"] for column in view["columns"]], view["key"]) == (["item", "price"], [])
    missing = reported(source.spark, CONNECTION, "postgresql", "nothing")
    assert missing["refused"].startswith('nothing: PostgreSQL said: ERROR: relation "nothing" does not exist')
    nowhere = reported(source.spark, "sluice-test-none", "postgresql", "nothing")
    assert re.match(r"The connection sluice-test-none could not be read \(.+\); give the stage", nowhere["refused"])


def test_a_table_that_follows_its_database_lands_what_is_new_and_wider_and_refuses_the_rest(world, source):
    source.run("create table growing (id int primary key, price numeric(12,2))", "insert into growing values (1, 0.5)")
    world.define(pulled("id bigint", jdbc={"relation": "growing", "schema": "database"}))
    assert source.pull(world)["evolved"] == []
    source.run(
        "alter table growing add note text",
        "alter table growing alter price type numeric(30,2)",
        "insert into growing values (2, 1234567890123456789012345678.90, 'Grüße')",
    )
    report = source.pull(world, "p2")
    assert report["evolved"] == ["price decimal(30,2)", "note string"]
    assert sorted(landed(world, report["key"]).read().to_pylist(), key=lambda row: row["id"]) == [
        {"id": 1, "price": Decimal("0.50"), "note": None},
        {"id": 2, "price": Decimal("1234567890123456789012345678.90"), "note": "Grüße"},
    ]
    source.run("alter table growing drop note, alter price type numeric(34,4)")
    with pytest.raises(
        SchemaChangedError, match=r"price is now a decimal\(34,4\), expected .*; note is gone, expected"
    ):
        source.pull(world, "p3")
    assert not any("p3" in key for key in keys_in_raw(world))
