"""Members that arrive after the facts: a product that is sold, arrives, vanishes and returns."""

from dataclasses import dataclass, field

import pytest

from tests.glue.marts.support import CURRENT, HISTORY, build, definition, given, given_mart, rows, stage
from tests.glue.world import table

pytestmark = pytest.mark.spark


def _fact(id_, relation="history", cadence="any", **policy):
    """A fact of sales, each with its thing."""
    view = {"history": HISTORY, "current": CURRENT}[relation]
    dimension = {"name": "thing", "surrogate_key": "thing_key", "input": f"staging.shop_things_{relation}"}
    as_of = "day" if relation == "history" else None
    own = {
        "id": id_,
        "kind": "fact",
        "inputs": [given("current", "sales"), given(relation, cadence=cadence)],
        "dimensions": [dimension | {"view": view, "key": {"thing": "id"}, "as_of": as_of, "member_key": None}],
        "sql": "select id, thing, day from staging__shop_sales_current",
    }
    return definition(**own | policy)


NAMED = (
    "with sales as (select id, thing, day from staging__shop_sales_current) "
    f"select s.*, t.name from sales s left join {CURRENT} t on t.id = s.thing"
)
CATALOGUE = "select s.id, t.name from staging__shop_sales_current s left join mart__catalogue t on t.id = s.thing"
MARTS = [
    _fact("any"),
    _fact("daily", cadence="daily"),
    _fact("without_versions", "current"),
    _fact("with_next_load", repair="with_next_load"),
    _fact("named", "current", "daily", sql=NAMED),
    definition(
        id="sold",
        inputs=[given("current", "sales"), given("current", cadence="any")],
        sql=f"select s.id, t.name from staging__shop_sales_current s join {CURRENT} t on t.id = s.thing",
    ),
    definition(id="catalogue"),
    *[
        definition(
            id=f"catalogued_{cadence}",
            inputs=[given("current", "sales"), given_mart("catalogue", cadence)],
            sql=CATALOGUE,
        )
        for cadence in ("any", "daily")
    ],
]


@dataclass
class Story:
    """What the builds of each mart said and gave, one after the other."""

    waiting: dict[str, list[int]] = field(default_factory=dict)
    keys: dict[str, list[dict[int, str]]] = field(default_factory=dict)

    def build(self, world, date, *marts):
        for mart in marts:
            self.waiting.setdefault(mart, []).append(build(world, date, mart)["waiting"]["thing"])
            self.keys.setdefault(mart, []).append({row[0]: row[-1] for row in rows(world, mart=mart)})


@pytest.fixture(scope="module")
def story(shared_world):
    """Marts of the same files: things that come and go, and two days of sales."""
    world, told = shared_world, Story()
    sales = table("id bigint, thing bigint, day date", id="shop/sales", name="shop_sales")
    world.define(table(), sales, marts={mart["id"]: mart for mart in MARTS})

    stage(world, "2026-06-01", "1,Pen", "2,Ink")
    _sell(world, "2026-06-01", "1,1,2026-06-01", "2,9,2026-06-01", "3,,2026-06-01")
    told.build(world, "2026-06-01", "any", "daily", "without_versions", "with_next_load")
    stage(world, "2026-06-03", "1,Biro", "2,Ink", "9,Pad")
    told.build(world, "2026-06-01", "any", "daily", "without_versions", "with_next_load", "named")
    stage(world, "2026-06-04", "1,Biro", "2,Ink")
    told.build(world, "2026-06-01", "any", "daily")
    stage(world, "2026-06-06", "1,Quill", "2,Ink", "9,Pad 2")
    _sell(world, "2026-06-06", "1,1,2026-06-01", "2,9,2026-06-01", "4,9,2026-06-05", "5,9,2026-06-06")
    told.build(world, "2026-06-06", "any", "daily", "with_next_load")
    for date in ("2026-06-06", "2026-06-01"):
        build(world, date, "sold")
    build(world, "2026-06-03", "catalogue")
    for date in ("2026-06-06", "2026-06-01"):
        build(world, date, "catalogued_any")
        build(world, date, "catalogued_daily")
    build(world, "2026-06-06", "catalogue")
    build(world, "2026-06-01", "catalogued_any")
    return told


def _sell(world, date, *lines):
    stage(world, date, *lines, name="sales", header="ID,THING,DAY")


@pytest.mark.parametrize("cadence", ["any", "daily"])
def test_a_member_that_arrives_late_vanishes_and_returns_repairs_the_state_that_serves(story, cadence):
    first, repaired, vanished, back = story.keys[cadence]
    assert story.waiting[cadence] == [1, 0, 0, 1]
    assert (first[2], first[3]) == ("unknown", "unknown")
    assert repaired[2] != "unknown" and repaired | {2: "unknown"} == first
    assert vanished == repaired
    assert back[2] == repaired[2] and back[4] == "unknown" and back[5] not in ("unknown", repaired[2])


def test_a_member_without_versions_repairs_too(story):
    assert story.waiting["without_versions"] == [1, 0]


def test_a_mart_that_repairs_with_its_next_load_ends_all_inputs_with_the_batch_date(story):
    assert story.waiting["with_next_load"] == [1, 1, 1]
    first, again, repaired = story.keys["with_next_load"]
    assert first[2] == again[2] == "unknown"
    # That of the day on which the member was gone waits.
    assert [number for number, key in repaired.items() if key == "unknown"] == [4]


def test_a_daily_input_that_the_query_reads_ends_with_the_batch_date_although_its_members_go_on(story, shared_world):
    assert [row[3] for row in rows(shared_world, mart="named")] == ["Pen", None, None]
    assert [number for number, key in story.keys["named"][0].items() if key == "unknown"] == [3]  # without a thing


def test_an_any_input_goes_on_until_the_next_state_whatever_the_order_of_builds(story, shared_world):
    assert rows(shared_world, "batch_date_2026_06_01", "sold") == [(1, "Biro")]
    assert rows(shared_world, mart="sold") == [(1, "Quill"), (2, "Pad 2"), (4, "Pad 2"), (5, "Pad 2")]


@pytest.mark.parametrize("cadence", ["any", "daily"])
def test_an_input_mart_is_read_as_the_newest_state_that_belongs_to_the_batch_date(story, shared_world, cadence):
    mart = f"catalogued_{cadence}"
    # The first state of the catalogue, of June 3, belongs to that of June 1 where it goes on until June 6.
    assert rows(shared_world, "batch_date_2026_06_01", mart)[0] == (1, "Biro" if cadence == "any" else None)
    assert rows(shared_world, mart=mart)[0] == (1, "Quill" if cadence == "any" else "Biro")
