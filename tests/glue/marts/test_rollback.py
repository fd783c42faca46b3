"""A rollback: the state of another date is served, and the next build goes on."""

import pytest
from etl.errors import MartRollbackError
from etl.marts.rollback import roll_back

from tests.glue.marts.support import build, define, rows, stage, target

pytestmark = pytest.mark.spark

FIRST, SECOND = [(1, "Ada")], [(1, "Ida"), (2, "Bob")]


def _roll_back(world, run, to="previous", mart="things"):
    return roll_back(world.spark, mart, to, run, f"{world.name}_mart")


def _refused(world, **options):
    with pytest.raises(MartRollbackError) as caught:
        _roll_back(world, "refused", **options)
    return str(caught.value)


def test_a_rollback_serves_another_state_as_it_was_and_the_next_build_goes_on(world):
    define(world, tests=[{"type": "row_count_change", "max_percent": 150}])
    assert _refused(world) == "things has no state yet, expected two to choose from; build it first."
    stage(world, "2026-03-01", "1,Ada")
    build(world, "2026-03-01")
    stage(world, "2026-03-02", "1,Ida", "2,Bob")
    build(world, "2026-03-02")
    first, second = (target(world).ref(f"batch_date_2026_03_0{day}") for day in (1, 2))

    back = _roll_back(world, "run-1")
    dates = {"from_date": "2026-03-02", "to_date": "2026-03-01", "between": ["2026-03-02"]}
    assert back == {"mart": "things", **dates, "rows": 1, "snapshot_id": str(first)}
    # A run that is driven again does not go one state further.
    assert _roll_back(world, "run-1") == back
    assert rows(world) == FIRST
    states = "things serves 2026-03-01 and has states of 2026-03-01, 2026-03-02, expected"
    assert _refused(world) == f"{states} one before it; choose one with --to, or build the date."
    assert _refused(world, to="2026-03-01").startswith(f"{states} another than the served one, not 2026-03-01;")

    forward = _roll_back(world, "run-2", to="2026-03-02")
    assert forward == back | {"from_date": "2026-03-01", "to_date": "2026-03-02", "rows": 2} | {
        "snapshot_id": str(second)
    }
    assert rows(world) == SECOND

    _roll_back(world, "run-3")
    # A state that is rolled back is not the next one of an older date.
    assert build(world, "2026-03-01")["published_batch_date"] == "2026-03-01"
    assert rows(world) == FIRST
    report = build(world, "2026-03-02")
    assert (report["published_batch_date"], report["before"]["batch_date"]) == ("2026-03-02", "2026-03-01")
    assert (report["diff"]["added"], report["diff"]["changed"]) == (1, 1)
    assert rows(world) == SECOND
