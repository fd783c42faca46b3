"""scd2: the versions of each key, over one history or over several that are joined."""

from random import Random

import pytest
from etl.errors import MartSchemaError, MartTestError
from etl.marts.joins import cut

from tests.glue.marts.histories import KEYS, TICKS, in_pieces, intervals, random_states, step_of, time
from tests.glue.marts.support import build, define, given, passed, rows, shaped, stage, target
from tests.glue.world import table
from tests.sweep import either, swept

pytestmark = pytest.mark.spark

CASES = either(40, 1500)
PLACE = {"name": "place", "input": "staging.shop_places_history", "view": "staging__shop_places_history"}
PLACE |= {"key": {"place_id": "id"}}


def _interval(type_):
    return f"effective_from {type_}, effective_to {type_}"


def _open(start, end):
    return (start, end, end is None)


@swept
@pytest.mark.parametrize(
    ("base_type", "joined_type"), [("date", "date"), ("timestamp", "timestamp"), ("date", "timestamp")]
)
def test_any_two_histories_joined_have_what_stood_at_each_moment_in_the_fewest_rows(spark, base_type, joined_type):
    random = Random(either(7, None))  # noqa: S311
    bases, places, wanted = [], [], []
    for case in range(CASES):
        cities = {number: random_states(random, "XYZ", step_of(joined_type)) for number in range(2)}
        for number, states in cities.items():
            pieces = intervals(states)
            places += [(case, number, city, *(time(tick, joined_type) for tick in at)) for city, *at in pieces]
        for key in range(random.randint(1, KEYS)):
            values = [(name, place) for name in "ab" for place in (0, 1, 7, None)]
            states = random_states(random, values, step_of(base_type))
            for value, *at in in_pieces(random, states, step_of(base_type)):
                name, place = value if value != "nothing" else (None, None)
                bases.append((case, key, name, place, *(time(tick, base_type) for tick in at)))
            both = [
                state and (state[0], cities.get(state[1], [None] * TICKS)[tick]) for tick, state in enumerate(states)
            ]
            for value, *at in intervals(both):
                type_ = "timestamp" if "timestamp" in (base_type, joined_type) else "date"
                wanted.append((case, key, *value, *_open(*(time(tick, type_) for tick in at))))
    base = spark.createDataFrame(bases, f"case_ int, id int, name string, place_id int, {_interval(base_type)}")
    joined = spark.createDataFrame(places, f"case_ int, id int, city string, {_interval(joined_type)}")
    both = cut(base, joined, PLACE | {"key": {"case_": "case_", "place_id": "id"}})
    selected = both.selectExpr("case_", "id", "name", "place.city", "effective_from", "effective_to")
    assert sorted(map(tuple, shaped("scd2", selected, "case_", "id")), key=repr) == sorted(wanted, key=repr)


def test_several_joins_one_after_the_other_cut_each_others_versions(spark):
    def history(rows):
        return spark.createDataFrame(rows, f"id int, name string, {_interval('int')}")

    place = cut(
        history([(1, "Ada", 10, 50), (2, "Bob", 0, None)]), history([(1, "Oslo", 0, 20)]), PLACE | {"key": {"id": "id"}}
    )
    boss = cut(
        place, history([(1, "Eva", 15, 30), (1, "Zoe", 30, None)]), {**PLACE, "name": "boss", "key": {"id": "id"}}
    )
    found = boss.selectExpr("name", "place.name", "boss.name", "effective_from", "effective_to").collect()
    assert sorted(map(tuple, found), key=repr) == [
        ("Ada", "Oslo", "Eva", 15, 20),
        ("Ada", "Oslo", None, 10, 15),
        ("Ada", None, "Eva", 20, 30),
        ("Ada", None, "Zoe", 30, 50),
        ("Bob", None, None, 0, None),
    ]


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (
            [("x", 1, "A", 1, 4), ("x", 1, "B", 3, None)],
            "shop=x, id=1 has the intervals [1, 4) and [3, open), which overlap; mart.sql gives each key of "
            "natural_key at most one row at a time: join on whole keys, or list what tells the rows apart in "
            "natural_key.",
        ),
        (
            [("x", 1, "A", 1, None), ("x", 1, "A", 3, 3), ("x", 1, "A", 2, 5), ("x", 2, "A", 2, 5)],
            "shop=x, id=1 has the intervals [1, open) and [2, 5), which overlap; ",
        ),
        (
            [("x", 1, "A", 1, 2), ("x", None, "A", 4, 3)],
            "shop=x, id=null has the interval [4, 3), which ends before it begins; correct the two columns in "
            "mart.sql.",
        ),
        (
            [("x", 1, "A", None, 2)],
            "shop=x, id=1 has a row without effective_from; select it so that it is never null.",
        ),
    ],
)
def test_versions_that_cannot_be_are_refused_with_their_key(spark, found, sentence):
    frame = spark.createDataFrame(found, f"shop string, id int, name string, {_interval('int')}")
    with pytest.raises(MartTestError) as caught:
        shaped("scd2", frame, "shop", "id")
    assert str(caught.value).startswith(f"things as of 2026-03-31: {sentence}")


def test_equal_neighbours_are_one_and_an_empty_interval_is_none_whatever_the_sql_says_of_is_current(spark):
    found = [(1, None, 1, 2, True), (1, None, 2, 3, True), (1, "A", 3, 3, True), (1, None, 3, None, False)]
    frame = spark.createDataFrame(found, f"id int, name string, {_interval('int')}, is_current boolean")
    assert list(map(tuple, shaped("scd2", frame, "id"))) == [(1, None, 1, None, True)]


def test_rows_without_an_interval_are_refused(spark):
    with pytest.raises(MartSchemaError) as caught:
        shaped("scd2", spark.createDataFrame([(1, 2)], "id int, effective_from int"), "id")
    assert str(caught.value) == (
        "things: mart.sql gives no column effective_to, found ['id', 'effective_from']; select it, as the rows of a "
        "mart of kind scd2 are versions."
    )


CUSTOMERS = "id bigint, name string, place_id bigint"


def _define(world, sql):
    """Customers, each with the place where they live."""
    places = table("id bigint, city string", id="shop/places", name="shop_places")
    inputs = [given("history"), given("history", "places", "any")]
    policy = {"kind": "scd2", "inputs": inputs, "base": "staging__shop_things_history", "joins": [PLACE]}
    define(world, table(CUSTOMERS), places, sql=sql, **policy)


def _days(found):
    return [tuple(value.isoformat()[5:] if hasattr(value, "isoformat") else value for value in row) for row in found]


def test_a_late_file_a_delete_a_return_and_a_correction_give_the_same_versions_as_a_file_in_time(world):
    _define(
        world,
        "select id, name, place.city, effective_from, effective_to from staging__shop_things_history",
    )
    people, places = {"header": "ID,NAME,PLACE_ID"}, {"name": "places", "header": "ID,CITY"}
    stage(world, "2026-03-01", "1,Ada,5", "2,Bob,5", **people)
    stage(world, "2026-03-02", "5,Oslo", **places)
    stage(world, "2026-03-03", "1,Ada,5", **people)
    build(world, "2026-03-03")
    assert _days(rows(world)) == [
        (1, "Ada", "Oslo", "03-02", None, True),
        (1, "Ada", None, "03-01", "03-02", False),
        (2, "Bob", "Oslo", "03-02", "03-03", False),
        (2, "Bob", None, "03-01", "03-02", False),
    ]
    stage(world, "2026-03-05", "1,Ada,5", "2,Bob,5", **people)
    stage(world, "2026-03-04", "5,Rome", **places)
    stage(world, "2026-03-02", "1,Ida,5", "2,Bob,5", **people)
    world.stage(world.put("2026-03-01", "ID,NAME,PLACE_ID\n1,Ada,6\n2,Bob,5\n", at="07:00"))
    report = build(world, "2026-03-05")
    assert report["tests"] == [passed("unique(id, effective_from)")]
    assert _days(rows(world)) == [
        (1, "Ada", "Oslo", "03-03", "03-04", False),
        (1, "Ada", "Rome", "03-04", None, True),
        (1, "Ada", None, "03-01", "03-02", False),
        (1, "Ida", "Oslo", "03-02", "03-03", False),
        (2, "Bob", "Oslo", "03-02", "03-03", False),
        (2, "Bob", "Rome", "03-05", None, True),
        (2, "Bob", None, "03-01", "03-02", False),
    ]
    assert target(world).frame().columns == ["id", "name", "city", "effective_from", "effective_to", "is_current"]
    _define(world, "select 1L id, name, place.city, effective_from, effective_to from staging__shop_things_history")
    with pytest.raises(MartTestError, match=r"^things as of 2026-03-05: id=1 has the intervals \[2026-03-"):
        build(world, "2026-03-05")
    assert len(rows(world)) == 7
    assert target(world).properties()["sluice.failed.audit_2026_03_05"].startswith("MartTestError: things as of 2026")
