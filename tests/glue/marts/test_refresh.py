"""refresh: whatever a build makes again, the rows are those of a full build."""

import os
from datetime import date
from random import Random

import boto3
import pytest
from etl.documents import MartDefinition
from etl.errors import MartTestError
from etl.marts import KINDS, refresh
from etl.marts.cuts import cuts
from etl.marts.rows import register
from etl.marts.run import MartRun, tag_of
from etl.marts.write import Query
from etl.platform.changed_files import each_of
from etl.platform.iceberg import Branch
from pyiceberg.table import StaticTable

from tests.glue.maintenance.support import maintained
from tests.glue.marts.logs import Log
from tests.glue.marts.support import build, definition, given, given_mart, rows, target
from tests.sweep import either, swept

pytestmark = pytest.mark.spark

STEPS = either(4, 400)
DAYS = [f"2026-03-{day:02}" for day in range(1, 29)]
ANY = {"cadence": "any"}
PLACE = {"name": "place", "input": "staging.shop_places_history", "view": "staging__shop_places_history"}
OF_THING = {"name": "thing", "surrogate_key": "thing_key", "input": "mart.dim_thing", "view": "mart__dim_thing"}
OF_PLACE = {"name": "place", "surrogate_key": "place_key", "input": "staging.shop_places_current"}
OF_PLACE |= {"view": "staging__shop_places_current", "key": {"place_id": "id"}, "as_of": None, "member_key": None}
MARTS = [
    definition(
        id="dim_thing",
        kind="dimension",
        surrogate_key="thing_key",
        inputs=[given("history")],
        sql="select id, upper(name) name, effective_from, effective_to from staging__shop_things_history",
    ),
    definition(
        id="fact_sale",
        kind="fact",
        natural_key=["sale"],
        inputs=[given("current", "sales"), given_mart("dim_thing", "any"), given("current", "places", "any")],
        dimensions=[
            OF_THING | {"key": {"thing_id": "id"}, "as_of": "day", "member_key": "thing_key"},
            OF_PLACE,
        ],
        sql="with s as (select * from staging__shop_sales_current where amount > 0) "
        "select id as sale, thing_id, place_id, day, amount * 2 as amount from s",
    ),
    definition(
        id="daily",
        kind="historical",
        inputs=[given("history")],
        base="staging__shop_things_history",
        historical={"days": 4, "carry_forward": True},
        partition_by="as_of_date",
        sql="select id, name, effective_from, effective_to from staging__shop_things_history",
    ),
    definition(
        id="lived",
        kind="scd2",
        inputs=[given("history"), given("history", "places", "any")],
        base="staging__shop_things_history",
        joins=[PLACE | {"key": {"place_id": "id"}}],
        sql="select id, name, place.city, effective_from, effective_to from staging__shop_things_history",
    ),
    definition(
        id="sold",
        natural_key=["sale"],
        inputs=[given_mart("fact_sale")],
        sql="select sale, thing_key, amount from mart__fact_sale where amount > 4",
    ),
]


def _run(world, mart: MartDefinition, day):
    where = ("run", f"{world.name}_staging", f"{world.name}_mart", f"{world.name}-mart")
    return MartRun(world.spark, mart, day, world.tables, *where)


def full(world, mart, day):
    """What a full build would make now."""
    run = _run(world, world.marts[mart], day)
    register(run, cuts(run))
    shaped = Query(run).shaped
    columns = target(world, mart).frame().columns
    return sorted((tuple(row) for row in shaped.select(*columns).collect()), key=repr)


@pytest.fixture
def eager(monkeypatch):
    """What is touched is made again however little or much there is."""
    monkeypatch.setattr(refresh, "SMALL_BYTES", 0)
    monkeypatch.setattr(refresh, "MOST_TOUCHED", 100)
    monkeypatch.setattr(refresh, "MOST_DELETED", 100)


class Shop:
    """Three logs that change at random, and how."""

    def __init__(self, world, random):
        self.world, self.random = world, random
        self.things = Log(world, "things", "id bigint, name string, place_id bigint")
        self.places = Log(world, "places", "id bigint, city string")
        self.sales = Log(world, "sales", "id bigint, thing_id bigint, place_id bigint, day date, amount bigint")
        self.logs = [self.things, self.places, self.sales]
        world.define(*(log.definition for log in self.logs), marts={mart["id"]: mart for mart in MARTS})

    def begin(self):
        for log in self.logs:
            log.load(DAYS[0], *[self._row(log, key) for key in range(1, 7)])

    def change(self, now):
        """A load of today or an earlier day; now and then an older load goes, or the files change."""
        log, chance = self.random.choice(self.logs), self.random.random()
        there = [load for load in log.loads if load != "gone"]
        if chance < 0.1 and len(there) > 2:
            log.withdraw(self.random.choice(there))
        elif chance < 0.2:
            log.merge_away(self.random.randint(1, 7))
        elif chance < 0.3:
            either(log.compact, lambda: maintained(self.world))()
        else:
            day = self.random.choice([now, now, self.random.choice(DAYS[: DAYS.index(now) + 1])])
            keys = self.random.sample(range(1, 9), self.random.randint(1, 2))
            log.load(day, *[(key,) if self.random.random() < 0.2 else self._row(log, key) for key in keys])

    def _row(self, log, key):
        name, number = self.random.choice("abc"), self.random.randint(1, 7)
        if log is self.sales:
            day = date(2026, 3, self.random.randint(1, 9))
            return (key, self.random.randint(1, 8), number, day, self.random.randint(0, 4))
        return (key, name, number) if log is self.things else (key, name)


def _wrote(report):
    told = report["refresh"]
    return told["way"], told["rows_written"]


def _read_by_others(world):
    """The rows as the local Athena reads them, with what is marked as deleted left out."""
    java = target(world).java()
    location, io, snapshot = java.operations().current().metadataFileLocation(), java.io(), java.currentSnapshot()
    tasks = each_of(java.newScan().planFiles())
    files = [location, snapshot.manifestListLocation(), *[found.path() for found in each_of(snapshot.allManifests(io))]]
    files += [file.path() for task in tasks for file in (task.file(), *each_of(task.deletes()))]
    for file in files:  # The catalog of these tests keeps its files in Java.
        bucket, _, key = file.removeprefix("s3://").partition("/")
        body = bytes(io.newInputFile(file).newStream().readAllBytes())
        boto3.client("s3").put_object(Bucket=bucket, Key=key, Body=body)
    given = {"s3.endpoint": os.environ["AWS_ENDPOINT_URL"], "s3.region": "us-east-1"}
    keys = {"s3.access-key-id": "test", "s3.secret-access-key": "test"}
    read = StaticTable.from_metadata(location, given | keys).scan().to_arrow()
    return sorted((tuple(row.values()) for row in read.to_pylist()), key=repr)


def _changes(report):
    return tuple(report["diff"][kind] for kind in ("added", "gone", "changed"))


def _compared(world, mart, before, after):
    """Rows added, gone and changed, by key."""
    columns = target(world, mart).frame().columns
    key, *_ = KINDS[world.marts[mart]["kind"]].keys(world.marts[mart], columns)
    old, new = ({tuple(row[columns.index(name)] for name in key): row for row in side} for side in (before, after))
    changed = sum(old[each] != new[each] for each in old.keys() & new.keys())
    return len(new.keys() - old.keys()), len(old.keys() - new.keys()), changed


def test_a_build_says_what_it_made_again_and_one_that_dies_leaves_the_next_one_right(world, eager, monkeypatch):
    things = Log(world, "things", "id bigint, name string, place_id bigint")
    tests = [{"type": "unique", "columns": ["name"]}, {"type": "not_null", "columns": ["name"], "severity": "warn"}]
    mart = definition(sql="select id, name from staging__shop_things_current where name <> 'x'", tests=tests)
    world.define(things.definition, marts={"things": mart})
    things.load(DAYS[0], (1, "Ada", 1), (2, "Bob", 1), (3, "Cyd", 1))
    things.load(DAYS[2], (2, "Bo", 1))
    first = build(world, DAYS[0])
    assert _wrote(first) == ("full", 3)
    assert first["refresh"]["because"] == ("there is no state to begin with, or it does not say what it was made from")
    # A file of a later date, compaction, and another batch date without a file are no change.
    things.compact()
    assert _wrote(build(world, DAYS[0])) == _wrote(build(world, DAYS[1])) == ("unchanged", 0)
    assert build(world, DAYS[1])["tests"] == first["tests"]
    assert _wrote(build(world, DAYS[2])) == ("changed", 1)
    assert rows(world) == [(1, "Ada"), (2, "Bo"), (3, "Cyd")]
    # What comes out as it was is not written.
    things.load(DAYS[2], (1, "Ada", 7), (4, "Dee", 1), (3,))
    with monkeypatch.context() as dying:
        dying.setattr(Branch, "publish", lambda *given, **named: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            build(world, DAYS[2])
    assert len(rows(world)) == 3
    report = build(world, DAYS[2])
    assert (_wrote(report), report["rows"]) == (("changed", 1), 3)
    assert rows(world) == full(world, "things", DAYS[2]) == [(1, "Ada"), (2, "Bo"), (4, "Dee")]
    assert _changes(report) == (1, 1, 0)
    assert _read_by_others(world) == rows(world)
    # The tests find what a row that was made again does to those that were not, and what is held back is no start.
    things.load(DAYS[2], (5, "Ada", 1))
    with pytest.raises(MartTestError, match=r"1 of 3 tests failed: unique\(name\) has 1 failing rows"):
        build(world, DAYS[2])
    things.load(DAYS[2], (5, "Eve", 1), (2, "Bob", 1))
    report = build(world, DAYS[2])
    assert (_wrote(report), _changes(report), report["tests"]) == (("changed", 2), (1, 0, 1), first["tests"])
    assert _wrote(build(world, DAYS[2])) == ("unchanged", 0)
    monkeypatch.setattr(refresh, "SMALL_BYTES", 2**20)
    things.load(DAYS[3], (1, "Ida", 1))
    because = f"its inputs have less than {2**20} bytes, of which all rows are made as quickly"
    assert build(world, DAYS[3])["refresh"] == {"way": "full", "because": because, "rows_written": 4}
    world.define(marts={"things": mart | {"refresh": "full"}})
    assert build(world, DAYS[3])["refresh"]["because"] == 'mart.json says "refresh": "full"'


@swept
def test_whatever_happens_to_the_inputs_the_rows_are_those_of_a_full_build(world, eager):
    random = Random(either(11, None))  # noqa: S311
    shop = Shop(world, random)
    shop.begin()
    ways, at = [], 0
    built = MARTS[: either(3, len(MARTS))]
    for mart in built:
        build(world, DAYS[0], mart["id"])
    for step in range(STEPS):
        at = min(at + random.choice([0, 1, 1, 2]), len(DAYS) - 1)
        for _ in range(random.randint(0, 3)):
            shop.change(DAYS[at])
        mart = random.choice(built)["id"]
        asked = DAYS[at] if random.random() < 0.8 else random.choice(DAYS[: at + 1])
        served = target(world, mart).properties()["sluice.batch_date"]
        before = rows(world, mart=mart) if asked >= served else None
        report = build(world, asked, mart)
        ways.append(report["refresh"])
        for day in {asked, target(world, mart).properties()["sluice.batch_date"]}:
            assert rows(world, tag_of(day), mart) == full(world, mart, day), (step, mart, day, ways[-1])
        if before is not None:
            after = rows(world, mart=mart)
            assert report["rows"] == len(after)
            assert _changes(report) == _compared(world, mart, before, after), (step, mart, asked, ways[-1])
    assert "changed" in {way["way"] for way in ways}


def test_rows_that_went_from_one_file_to_another_are_not_made_again(world, monkeypatch):
    monkeypatch.setattr(refresh, "SMALL_BYTES", 0)
    things = Log(world, "things", "id bigint, name string, place_id bigint")
    mart = definition(sql="select id, name from staging__shop_things_current")
    world.define(things.definition, marts={"things": mart})
    things.load(DAYS[0], *[(key, "a", 1) for key in range(1, 21)])
    things.load(DAYS[1], (1, "b", 1))
    things.compact()
    build(world, DAYS[1])
    things.withdraw("load0001")
    assert _wrote(build(world, DAYS[1])) == ("changed", 1)
    assert sorted(rows(world)) == [(key, "a") for key in range(1, 21)]
