"""Snapshots in parts: the files of one batch date are one batch, which is diffed once."""

import pytest
from etl.errors import DuplicateKeyError, MassDeleteError, RowContractError

from tests.glue.feeds.test_holds import _live
from tests.glue.world import table

pytestmark = pytest.mark.spark

PARTS = {"parts": {"success_file": "_SUCCESS", "count": None, "manifest": None, "quiet_minutes": None}}
QUARANTINE = {"quarantine": {"max_percent": 50}}


def _part(world, number, *ids, date="2026-03-01", at="06:00", text=None, **more):
    text = text or "ID,NAME\n" + "".join(f"{id_},N{id_}\n" for id_ in ids)
    return world.put(date, text, key=f"shop/things/dt={date}/part-{number}.csv", at=at, **more)


def test_parts_of_several_compressions_and_without_rows_are_one_snapshot(world):
    world.define(table(another_file=PARTS, max_delete_percent=50))
    parts = [
        _part(world, 0, 1, 2, 3),
        _part(world, 1, 4, 5, compression="gzip"),
        _part(world, 2, text="NAME,ID\nN6,6\n", compression="zstd", at="06:01"),
        _part(world, 3),
    ]
    first = world.stage(world.together(*parts))
    assert (first["rows_read"], first["inserts"], first["deletes"]) == (6, 6, 0)
    assert _live(world) == [1, 2, 3, 4, 5, 6]
    assert {file for (file,) in world.rows("_source_file")} == {f"s3://{world.name}-raw/shop/things/dt=2026-03-01/"}
    # A closer that died before or after its commit: the batch again gives the same rows.
    before = world.rows()
    assert world.stage(world.together(*reversed(parts)), run_id="replay")["load_id"] == first["load_id"]
    assert world.rows() == before
    # A part that is sent again makes another batch of the same date, whatever run comes last.
    again = world.together(*parts[1:], _part(world, 0, 1, 2, 7, at="07:00"))
    assert world.stage(again)["superseded"] is False
    assert _live(world) == [1, 2, 4, 5, 6, 7]
    assert world.stage(world.together(*parts), run_id="late")["superseded"] is True
    held = world.together(_part(world, 0, 1, date="2026-03-02"), _part(world, 1, 2, date="2026-03-02"))
    with pytest.raises(MassDeleteError) as caught:
        world.stage(held)
    assert str(caught.value) == (
        "shop/things: the snapshot of 2026-03-02 would delete 4 of 6 rows (66.7 %), more than max_delete_percent 50; "
        """correct the file, or approve it: sluice run '{"key": "shop/things/dt=2026-03-02/", """
        """"approve_deletes": true}'"""
    )
    world.stage(held, approve=["deletes"])
    assert _live(world) == [1, 2]


def test_an_older_day_in_parts_is_diffed_with_the_next_one_in_parts(world):
    world.define(table(another_file=PARTS))
    newer = [_part(world, number, *ids, date="2026-03-02") for number, ids in enumerate([(1, 2), (3,)])]
    world.stage(world.together(*newer))
    older = world.stage(world.together(_part(world, 0, 1), _part(world, 1, 9)))
    assert older["rewritten_batch_dates"] == ["2026-03-02"]
    assert world.summary("id") == [
        ("2026-03-01", "insert", 1),
        ("2026-03-01", "insert", 9),
        ("2026-03-02", "delete", 9),
        ("2026-03-02", "insert", 2),
        ("2026-03-02", "insert", 3),
    ]
    batch = world.together(*newer)[0]
    world.stage((batch, {}), withdraw=[batch])
    assert _live(world) == [1, 9]


def test_equal_rows_of_several_parts_are_counted_where_the_whole_row_is_the_key(world):
    world.define(table(another_file=PARTS, natural_key=[], new_columns="evolve"))
    parts = [_part(world, 0, 1, 1), _part(world, 1, 1), _part(world, 2, text="ID,NAME,MORE\n2,N2,x\n")]
    assert world.stage(world.together(*parts))["inserts"] == 4
    assert world.rows("id", "more") == [(1, None)] * 3 + [(2, "x")]


def test_a_key_that_two_parts_have_refuses_the_batch_and_blames_no_part(world):
    world.define(table(another_file=PARTS))
    with pytest.raises(DuplicateKeyError, match="shop/things/dt=2026-03-01/ has several rows of one natural key: id=2"):
        world.stage(world.together(_part(world, 0, 1, 2), _part(world, 1, 2, 3)))
    wrong = _part(world, 2, text="ID,NAME\nx,N\n")
    with pytest.raises(RowContractError) as caught:
        world.stage(world.together(_part(world, 0, 1), wrong))
    assert caught.value.rejection["load_id"] == wrong[0]["load_id"]


def test_rows_of_several_parts_are_set_aside_each_with_its_part(world):
    world.define(table(another_file=PARTS, invalid_rows=QUARANTINE, columns="id bigint, size bigint"))
    world.stage(world.together(_part(world, 0, text="ID,SIZE\n1,1\n2,1\n"), _part(world, 1, text="ID,SIZE\n3,1\n")))
    bad = {"date": "2026-03-02", "rows_quarantined": 1}
    parts = [
        _part(world, 0, text="ID,SIZE\n1,x\n4,1\n", **bad),
        _part(world, 1, text="ID,SIZE\n3,x\n5,1\n", **bad),
    ]
    report = world.stage(world.together(*parts))
    assert (report["rows_quarantined"], report["deletes"], report["inserts"]) == (2, 1, 2)
    assert report["invalid_rows"] == f"s3://{world.name}-quarantine/shop/things/dt=2026-03-02/"
    assert _live(world) == [1, 3, 4, 5]
