"""Any order of arrival gives the same log: of rows set aside and new columns, which the model of
tests/glue/convergence does not have."""

from itertools import permutations

import pytest

from tests.glue.feeds.log import log_of
from tests.glue.world import table
from tests.sweep import either, swept

pytestmark = [pytest.mark.spark, swept]

ASIDE = {  # a bad AGE leaves the key readable, a bad ID does not
    "first": ("2026-03-01", "ID,NAME\n1,Ada\n2,Bob\n3,Cyd\n", "06:00", 0),
    "second": ("2026-03-02", "ID,NAME,AGE\n1,Ida,1\n2,Rob,old\n", "06:01", 1),
    "third": ("2026-03-03", "ID,NAME,AGE\n1,Ida,1\n?,Cyd,3\n", "06:02", 1),
    "fourth": ("2026-03-04", "ID,NAME,AGE\n1,Ida,1\n4,Dee,4\n", "06:03", 0),
}
NEW = {
    "first": ("2026-03-01", "ID,NAME,Hat Size\n1,Ada,007\n2,Bob,\n", "06:00"),
    "second": ("2026-03-02", "ID,NAME,coat\n1,Ada,red\n2,Bob,7\n", "06:01"),
    "third": ("2026-03-03", "ID,NAME\n1,Ada\n2,Bob\n", "06:02"),
}
# What the two rows have beside their name on each of the days.
ADDED = {
    "rescue": {
        "first": [('{"Hat Size":"007"}',), (None,)],
        "second": [('{"coat":"red"}',), ('{"coat":"7"}',)],
        "third": [(None,), (None,)],
    },
    "evolve": {
        "first": [("007", None), (None, None)],
        "second": [(None, "red"), (None, "7")],
        "third": [(None, None), (None, None)],
    },
}
QUARANTINE = {"invalid_rows": {"quarantine": {"max_percent": 50}}}


def _orders(files, few):
    """One order beside the natural one, which the other tests have; all of them in the sweep."""
    return enumerate(either([few], list(permutations(files))))


def _defined(world, number, files, columns="id bigint, name string", **policy):
    """The loads of a table of its own."""
    name = f"things_{number}"
    definition = table(columns, id=f"shop/{name}", name=f"shop_{name}", **policy)
    definition["row_schema"]["properties"]["ID"] = {"type": "integer"}
    definition["row_schema"]["required"] = ["ID"]
    world.define(definition)
    return {
        file: world.put(date, content, f"shop/{name}", at=at, rows_quarantined=sum(bad))
        for file, (date, content, at, *bad) in files.items()
    }


def test_snapshots_with_rows_set_aside_converge(world):
    for number, order in _orders(ASIDE, ("third", "second", "first", "fourth")):
        loads = _defined(world, number, ASIDE, "id bigint, name string, age bigint", **QUARANTINE)
        for file in order:
            world.stage(loads[file])
        world.stage(loads[order[1]], run_id="replay")
        assert log_of(world, loads, "id", "name", "age", name=f"shop_things_{number}") == [
            ("2026-03-01", "insert", "first", 1, "Ada", None),
            ("2026-03-01", "insert", "first", 2, "Bob", None),
            ("2026-03-01", "insert", "first", 3, "Cyd", None),
            ("2026-03-02", "delete", "second", 3, None, None),
            ("2026-03-02", "update", "second", 1, "Ida", 1),
            ("2026-03-04", "delete", "fourth", 2, None, None),
            ("2026-03-04", "insert", "fourth", 4, "Dee", 4),
        ], order


@pytest.mark.parametrize(
    ("policy", "natural_key"), either([("evolve", ["id"])], [("rescue", ["id"]), ("evolve", ["id"]), ("evolve", [])])
)
def test_new_columns_converge(world, policy, natural_key):
    added = ["hat_size", "coat"] if policy == "evolve" else ["_rescued_data"]
    for number, order in _orders(NEW, ("third", "second", "first")):
        loads = _defined(world, number, NEW, new_columns=policy, natural_key=natural_key)
        for file in order:
            world.stage(loads[file])
        found = log_of(world, loads, "id", "name", *added, name=f"shop_things_{number}", natural_key=natural_key)
        assert found == _log_of_new(policy, natural_key), order


def _log_of_new(policy, natural_key):
    """Every day both rows change; without a key an other row is another row."""
    log, before = [], []
    for file, (date, _, _) in NEW.items():
        rows = [row + more for row, more in zip([(1, "Ada"), (2, "Bob")], ADDED[policy][file], strict=True)]
        kind = "update" if natural_key and before else "insert"
        log += [(date, kind, file, *row) for row in rows]
        log += [(date, "delete", file, *row) for row in before if not natural_key]
        before = rows
    return sorted(log, key=repr)
