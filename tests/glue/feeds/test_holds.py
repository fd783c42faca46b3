"""Snapshots that wait for a person: a second file of a batch date, and files that take too many rows away."""

import pytest
from etl.errors import MassDeleteError, SnapshotPartError

from tests.glue.world import table
from tests.sweep import either, swept

pytestmark = [pytest.mark.spark, swept]

# The second of two files first; both orders in the sweep.
ORDERS = either([(1, 0)], [(0, 1), (1, 0)])

FOLDER = "shop/things/dt=2026-03-02"


def _ids(*ids):
    return "ID,NAME\n" + "".join(f"{id_},N{id_}\n" for id_ in ids)


def _live(world):
    """Ids of the rows that are live after the last batch date."""
    live = {}
    for _, change, id_ in sorted(world.summary("id"), key=lambda row: row[0]):
        live[id_] = change != "delete"
    return sorted(id_ for id_, is_live in live.items() if is_live)


@pytest.mark.parametrize("order", ORDERS)
def test_the_second_half_of_a_snapshot_is_held_whichever_it_is(world, order):
    world.define(table(max_delete_percent=50))
    # A file of another date is no second file, whatever its name.
    world.stage(world.put("2026-03-01", _ids(*range(1, 9)), key="shop/things/monday.csv"))
    halves = [
        world.put("2026-03-02", _ids(1, 2, 3, 4), key=f"{FOLDER}/part-0.csv", at="06:00"),
        world.put("2026-03-02", _ids(5, 6, 7, 8), key=f"{FOLDER}/part-1.csv", at="07:00"),
    ]
    first, second = (halves[index] for index in order)
    world.stage(first)
    before = world.rows()
    with pytest.raises(SnapshotPartError) as caught:
        world.stage(second)
    assert str(caught.value) == (
        f"shop/things: {second[0]['key']} is a second file of the snapshot of 2026-03-02, under another name than "
        f"{first[0]['key']}, which is loaded; a part of a snapshot would delete the rows of the other parts. If the "
        'files are parts of one snapshot, declare "another_file": {"parts": {...}} in table.json; if the later of two '
        'files is to count, declare "another_file": "replace"; if it corrects the first, send it again under that '
        "name; if it is to take the place of the first, approve it: sluice run "
        f"""'{{"key": "{second[0]["key"]}", "approve_replacement": true}}'"""
    )
    assert world.rows() == before


def test_an_approved_file_takes_the_place_of_the_first_for_good(world):
    world.define(table())
    first = world.put("2026-03-02", _ids(1, 2), key=f"{FOLDER}/a.csv", at="06:00")
    second = world.put("2026-03-02", _ids(2, 3), key=f"{FOLDER}/b.csv", at="07:00")
    world.stage(first)
    world.stage(second, approve=["replacement"])
    after = world.rows()
    assert _live(world) == [2, 3]
    assert world.stage(first, run_id="replay")["superseded"]
    assert not world.stage(second, run_id="replay")["superseded"]
    correction = world.put("2026-03-02", _ids(2, 3, 4), key=f"{FOLDER}/b.csv", at="08:00")
    world.stage(correction)
    assert _live(world) == [2, 3, 4]
    assert world.stage(first, run_id="again")["superseded"]
    assert world.stage(second)["superseded"]
    with pytest.raises(SnapshotPartError):
        world.stage(world.put("2026-03-02", _ids(1), key=f"{FOLDER}/a.csv", at="09:00"))
    assert len(after) == 2
    # The first file returns when a person approves it.
    world.stage(first, run_id="back", approve=["replacement"])
    assert _live(world) == [1, 2]
    assert world.stage(correction, run_id="replay")["superseded"]


@pytest.mark.parametrize("order", ORDERS)
def test_the_later_file_counts_where_another_file_is_declared_to_replace(world, order):
    world.define(table(another_file="replace", max_delete_percent=50))
    files = [
        world.put("2026-03-02", _ids(1, 2), key=f"{FOLDER}/a.csv", at="06:00"),
        world.put("2026-03-02", _ids(2, 3), key=f"{FOLDER}/b.csv", at="07:00"),
    ]
    for index in order:
        world.stage(files[index])
    assert _live(world) == [2, 3]
    # It may not take too much away either.
    with pytest.raises(MassDeleteError, match="would take away 2 of 2 rows"):
        world.stage(world.put("2026-03-02", _ids(4), key=f"{FOLDER}/c.csv", at="08:00"))


@pytest.mark.parametrize("policy", [{}, {"invalid_rows": {"quarantine": {"max_percent": 50}}}])
def test_an_older_day_that_arrives_last_is_held_when_the_next_day_would_delete_too_much(world, policy):
    world.define(table(max_delete_percent=50, **policy))
    world.stage(world.put("2026-03-02", _ids(1, 2, 3, 4)))
    before, older = world.rows(), world.put("2026-03-01", _ids(*range(1, 13)))
    with pytest.raises(MassDeleteError) as caught:
        world.stage(older)
    assert str(caught.value) == (
        "shop/things: with shop/things/dt=2026-03-01/file.csv, the snapshot of 2026-03-02 would delete 8 of 12 rows "
        "(66.7 %), more than max_delete_percent 50; correct the file, or approve it: sluice run "
        """'{"key": "shop/things/dt=2026-03-01/file.csv", "approve_deletes": true}'"""
    )
    assert world.rows() == before
    world.stage(older, approve=["deletes"])
    assert _live(world) == [1, 2, 3, 4]
    # What is on record is no news: a replay asks nobody again.
    world.stage(older, run_id="replay")
    assert _live(world) == [1, 2, 3, 4]


@pytest.mark.parametrize("deletes", ["delete", "ignore"])
def test_a_correction_is_held_when_it_takes_too_much_away_from_its_own_date(world, deletes):
    world.define(table(max_delete_percent=50, deletes=deletes))
    world.stage(world.put("2026-03-01", _ids(*range(1, 13)), at="06:00"))
    correction = world.put("2026-03-01", _ids(1, 2, 3, 4), at="07:00")
    with pytest.raises(MassDeleteError) as caught:
        world.stage(correction)
    assert str(caught.value) == (
        "shop/things: shop/things/dt=2026-03-01/file.csv would take away 8 of 12 rows (66.7 %) that "
        "2026-03-01 has now, more than max_delete_percent 50; correct the file, or approve it: sluice run "
        """'{"key": "shop/things/dt=2026-03-01/file.csv", "approve_deletes": true}'"""
    )
    assert len(_live(world)) == 12
    world.stage(correction, approve=["deletes"])
    assert _live(world) == [1, 2, 3, 4]


def test_deletes_that_were_approved_once_are_not_asked_about_in_a_correction(world):
    world.define(table(max_delete_percent=50))
    world.stage(world.put("2026-03-01", _ids(*range(1, 13))))
    world.stage(world.put("2026-03-02", _ids(1, 2, 3), at="06:00"), approve=["deletes"])
    world.stage(world.put("2026-03-02", _ids(1, 2, 3, 13), at="07:00"))
    assert _live(world) == [1, 2, 3, 13]
    with pytest.raises(MassDeleteError, match="would delete 10 of 12 rows"):
        world.stage(world.put("2026-03-02", _ids(1, 2, 13), at="08:00"))
