"""historical: each key as it stood at the end of each day."""

from datetime import date
from random import Random

import pytest
from etl.errors import MartSchemaError, MartTestError
from etl.marts import historical

from tests.glue.marts.histories import KEYS, in_pieces, random_states, step_of, time
from tests.glue.marts.support import HISTORY, build, define, given, passed, rows, shaped, stage, target
from tests.glue.world import table
from tests.sweep import either, swept

pytestmark = pytest.mark.spark

CASES = either(40, 1500)


@swept
@pytest.mark.parametrize("carries", [True, False])
@pytest.mark.parametrize("type_", ["date", "timestamp"])
def test_any_history_has_what_stood_when_each_day_of_the_window_ended(spark, monkeypatch, type_, carries):
    random = Random(either(8, None))  # noqa: S311
    window = [date(2026, 3, day) for day in range(6, 16)]
    delivered = {day for day in map(str, window) if carries or random.random() < 0.6}
    monkeypatch.setattr(historical, "batch_dates", lambda run, given: delivered | {"2026-03-01", "2026-03-30"})
    found, wanted = [], []
    for case in range(CASES):
        for key in range(random.randint(1, KEYS)):
            states = random_states(random, "abc", step_of(type_))
            pieces = in_pieces(random, states, step_of(type_))
            found += [(case, key, value, *(time(tick, type_) for tick in at)) for value, *at in pieces]
            # A day ends with its second half.
            ends = {day: states[2 * day.day - 1] for day in window}
            wanted += [(case, key, value, day) for day, value in ends.items() if value and str(day) in delivered]
    frame = spark.createDataFrame(
        found, f"case_ int, id int, name string, effective_from {type_}, effective_to {type_}"
    )
    policy = {"historical": {"days": 10, "carry_forward": carries}, "batch_date": "2026-03-15"}
    seen = shaped("historical", frame.selectExpr("*", "true is_current"), "case_", "id", **policy)
    assert sorted(map(tuple, seen)) == sorted(wanted)


@pytest.mark.parametrize(
    ("columns", "row", "error", "sentence"),
    [
        (
            "id int, effective_from int, effective_to int",
            (1, 1, 2),
            MartSchemaError,
            "things: mart.sql gives effective_from as int, expected date or timestamp, as a mart of kind historical "
            "has a row for each day; give the table a date or a date-time as sequence_by.",
        ),
        (
            "id int, as_of_date int, effective_from date, effective_to date",
            (1, 2, None, None),
            MartSchemaError,
            "things: mart.sql gives a column as_of_date, which the job adds; leave it out, or rename it.",
        ),
        (
            "id int, effective_from date, effective_to date",
            (1, date(2026, 3, 2), date(2026, 3, 1)),
            MartTestError,
            "things as of 2026-03-31: id=1 has the interval [2026-03-02, 2026-03-01), which ends before it begins; "
            "correct the two columns in mart.sql.",
        ),
    ],
)
def test_rows_that_are_no_versions_of_days_are_refused(spark, columns, row, error, sentence):
    with pytest.raises(error) as caught:
        shaped(
            "historical",
            spark.createDataFrame([row], columns),
            "id",
            historical={"days": 365, "carry_forward": True},
        )
    assert str(caught.value) == sentence


SQL = f"select id, name, effective_from, effective_to from {HISTORY}"


def _define(world, carries=True):
    """Things and, in a log of changes, the days on which somebody looked at them."""
    seen = table("id bigint, at date", id="shop/seen", name="shop_seen", feed="changes", sequence_by="at")
    define(
        world,
        table(),
        seen,
        kind="historical",
        inputs=[given("history"), given("current", "seen")],
        base=HISTORY,
        historical={"days": 4, "carry_forward": carries},
        partition_by="as_of_date",
        sql=SQL,
    )


def _by_day(world):
    days = {}
    for id_, name, day in rows(world):
        days.setdefault(str(day)[8:], set()).add(f"{id_} {name}")
    return days


def test_days_without_a_delivery_are_carried_forward_or_left_out_and_a_late_file_fills_its_days(world):
    _define(world)
    stage(world, "2026-03-01", "1,Ada", "2,Bob")
    stage(world, "2026-03-02", "1,Ada", "2,Bob")
    stage(world, "2026-03-06", "1,Ida")
    for day in ("02", "05", "06"):
        stage(world, f"2026-03-{day}", f"1,2026-03-{day}", name="seen", header="ID,AT")
    report = build(world, "2026-03-02")
    assert report["tests"] == [passed("unique(id, as_of_date)")]
    assert _by_day(world) == {"01": {"1 Ada", "2 Bob"}, "02": {"1 Ada", "2 Bob"}}
    build(world, "2026-03-06")
    assert _by_day(world) == {day: {"1 Ada", "2 Bob"} for day in ("03", "04", "05")} | {"06": {"1 Ida"}}
    stage(world, "2026-03-05", "1,Ada", "3,Eva")
    build(world, "2026-03-06")
    late = {day: {"1 Ada", "2 Bob"} for day in ("03", "04")} | {"05": {"1 Ada", "3 Eva"}, "06": {"1 Ida"}}
    assert _by_day(world) == late
    _define(world, carries=False)
    build(world, "2026-03-06")
    assert _by_day(world) == {day: late[day] for day in ("05", "06")}
    build(world, "2026-03-02")
    assert [str(row[2]) for row in rows(world, "batch_date_2026_03_02")] == ["2026-03-02"] * 2
    files = {
        str(row[0])[8:]
        for row in target(world)
        .frame()
        .sparkSession.sql(f"select partition.as_of_date from {target(world).identifier}.files")
        .collect()
    }
    assert files == {"05", "06"}


def test_the_versions_of_a_mart_have_days_too_those_that_the_mart_was_built_for(world):
    define(world, table(), id="versions", kind="scd2", inputs=[given("history")], base=HISTORY, sql=SQL)
    versions = given("history") | {"name": "mart.versions", "view": "mart__versions", "relation": "mart"}
    days = {"kind": "historical", "historical": {"days": 9, "carry_forward": False}, "base": "mart__versions"}
    inputs = [versions | {"table": None, "mart": "versions"}]
    define(world, id="days", inputs=inputs, sql=SQL.replace(HISTORY, "mart__versions"), **days)
    stage(world, "2026-03-01", "1,Ada", "2,Bob")
    stage(world, "2026-03-03", "1,Ida", "2,Bob")
    for mart, day in (("versions", "01"), ("versions", "03"), ("days", "03")):
        build(world, f"2026-03-{day}", mart)
    assert [(*row[:2], row[2].day) for row in rows(world, mart="days")] == [
        (1, "Ada", 1),
        (1, "Ida", 3),
        (2, "Bob", 1),
        (2, "Bob", 3),
    ]
