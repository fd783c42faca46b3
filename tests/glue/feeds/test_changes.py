"""The changes feed."""

import pytest
from etl.errors import DefinitionError, ImplausibleDateError, RowContractError

from tests.glue.world import JSONL, table

pytestmark = pytest.mark.spark

OPERATION = {"column": "op", "insert": ["I"], "update": ["U"], "delete": ["D"]}
POLICY = {"feed": "changes", "sequence_by": "at", "format": JSONL}
WITH_OPERATION = POLICY | {"operation": OPERATION}


def _line(id_: int, at: str, name: str, op: str | None = None) -> str:
    extra = f', "OP": "{op}"' if op else ""
    return f'{{"ID": {id_}, "AT": "{at}", "NAME": "{name}"{extra}}}\n'


def test_the_operation_column_says_what_happened(world):
    world.define(table("id bigint, name string, at timestamp, op string", **WITH_OPERATION))
    lines = _line(1, "2026-03-01T10:00:00Z", "Ada", "I") + _line(1, "2026-03-01T11:00:00Z", "Ida", "U")
    report = world.stage(world.put("2026-03-01", lines + _line(1, "2026-03-01T12:00:00Z", "Ida", "D")))
    assert world.summary("name", "_sequence") == [
        ("2026-03-01", "delete", "Ida", 1772366400000000),
        ("2026-03-01", "insert", "Ada", 1772359200000000),
        ("2026-03-01", "update", "Ida", 1772362800000000),
    ]
    assert (report["inserts"], report["updates"], report["deletes"], report["rows_staged"]) == (1, 1, 1, 3)


def test_a_repeated_change_is_kept_once_and_counted_as_unchanged(world):
    world.define(table("id bigint, name string, at timestamp", **POLICY))
    ada, bob = _line(1, "2026-03-01T10:00:00Z", "Ada"), _line(2, "2026-03-01T10:00:00Z", "Bob")
    world.stage(world.put("2026-03-01", ada + ada))
    again = world.put("2026-03-02", ada + bob)
    report = world.stage(again)
    assert (report["rows_read"], report["rows_staged"], report["rows_unchanged"]) == (2, 1, 1)
    assert world.summary("name") == [("2026-03-01", "insert", "Ada"), ("2026-03-02", "insert", "Bob")]
    before = world.rows("_run_id", "_key")
    assert world.stage(again, run_id="another run")["rows_staged"] == 1
    assert world.rows("_run_id", "_key") == before


def test_a_sequence_that_gives_no_order_is_the_definitions_fault(world):
    world.define(table("id bigint, at string", feed="changes", sequence_by="at"))
    with pytest.raises(DefinitionError, match='sequence_by "at" is string, which gives no order'):
        world.stage(world.put("2026-03-01", "ID,AT\n1,noon\n"))


def test_an_unknown_operation_is_refused(world):
    world.define(table("id bigint, name string, at timestamp, op string", **WITH_OPERATION))
    with pytest.raises(RowContractError) as caught:
        world.stage(world.put("2026-03-01", _line(1, "2026-03-01T10:00:00Z", "Ada", "X")))
    assert str(caught.value) == (
        "shop/things: 1 rows of shop/things/dt=2026-03-01/file.csv have a op that is none of ['I', 'U', 'D']; "
        "correct the "
        "file, or list the value in table.json's operation."
    )


@pytest.mark.parametrize(
    ("type_", "near", "far", "shown"),
    [
        ("timestamp", "2026-04-03T23:59:59.999Z", "2042-01-04T00:00:00Z", "2042-01-04T00:00:00Z"),
        ("date", "2026-04-03", "2026-04-04", "2026-04-04T00:00:00Z"),
    ],
)
def test_a_change_from_the_future_is_held_until_a_person_approves_it(world, type_, near, far, shown):
    world.define(table(f"id bigint, name string, at {type_}", **POLICY))
    file = world.put("2026-03-02", _line(1, near, "Ida") + _line(2, far, "Bob"))
    with pytest.raises(ImplausibleDateError) as caught:
        world.stage(file)
    assert str(caught.value) == (
        f"shop/things: shop/things/dt=2026-03-02/file.csv has 1 row whose at is up to {shown}, more than "
        "max_days_ahead 2 days after S3 received the file on 2026-04-01; such a change stays the newest of its key "
        "until then. Correct the file, or approve it: sluice run "
        """'{"key": "shop/things/dt=2026-03-02/file.csv", "approve_date": true}'"""
    )
    assert world.rows() == []
    assert world.stage(file, approve=["date"])["rows_staged"] == 2


def test_an_integer_that_orders_changes_is_no_date(world):
    world.define(table("id bigint, name string, at bigint", feed="changes", sequence_by="at"))
    assert world.stage(world.put("2026-03-01", "ID,NAME,AT\n1,Ada,9000000000000000000\n"))["rows_staged"] == 1
