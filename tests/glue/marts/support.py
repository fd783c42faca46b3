"""Test helpers of marts: a definition, a load, a build, the rows."""

from types import SimpleNamespace

from etl.errors import named_errors
from etl.marts import KINDS
from etl.marts import build as mart_job
from etl.platform.iceberg import Table

from tests.glue.world import table

CURRENT = "staging__shop_things_current"
HISTORY = "staging__shop_things_history"


def given(relation: str, name: str = "things", cadence: str = "daily") -> dict:
    """An input of a mart: a relation of `shop/<name>`."""
    return {
        "name": f"staging.shop_{name}_{relation}",
        "view": f"staging__shop_{name}_{relation}",
        "relation": relation,
        "table": f"shop/{name}",
        "mart": None,
        "cadence": cadence,
        "fixed": False,
    }


def given_mart(mart: str, cadence: str = "daily", fixed: bool = False) -> dict:
    """A mart as an input of another."""
    own = {"name": f"mart.{mart}", "view": f"mart__{mart}", "relation": "mart", "table": None, "mart": mart}
    return own | {"cadence": cadence, "fixed": fixed}


def definition(**policy) -> dict:
    """A compiled mart of things."""
    given_tests = [{"severity": "halt"} | test for test in policy.pop("tests", [])]
    return {
        "id": "things",
        "kind": "as_of",
        "description": "Things.",
        "grain": "one row per thing",
        "natural_key": ["id"],
        "surrogate_key": None,
        "calendar": None,
        "fixed": None,
        "inputs": [given("current")],
        "base": None,
        "joins": [],
        "historical": None,
        "dimensions": [],
        "repair": "on_arrival",
        "refresh": "changed",
        "partition_by": None,
        "diff": True,
        "tests": given_tests,
        "level": 0,
        "sql": f"select id, name from {CURRENT}",
    } | policy


def passed(name: str) -> dict:
    """What a report has of a test without failures."""
    return {"test": name, "severity": "halt", "passed": True, "failures": 0, "examples": []}


def define(world, *tables, **policy):
    """Define the tables and one mart."""
    mart = definition(**policy)
    world.define(*(tables or (table(),)), marts={mart["id"]: mart})


def build(world, date, mart="things", **options):
    """The mart job's report."""
    return mart_job.build(
        world.spark,
        definitions=world.definitions,
        mart=mart,
        batch_date=date,
        run_id="run",
        staging_database=f"{world.name}_staging",
        mart_database=f"{world.name}_mart",
        mart_bucket=f"{world.name}-mart",
        **options,
    )


def target(world, mart="things"):
    """The mart's table."""
    return Table(world.spark, f"{world.name}_mart", mart)


def rows(world, ref=None, mart="things"):
    """Rows of the mart, or of one of its states."""
    return sorted((tuple(row) for row in target(world, mart).frame(ref).collect()), key=repr)


def stage(world, date, *lines, name="things", header="ID,NAME"):
    """Load a csv file of a batch date."""
    world.stage(world.put(date, "\n".join([header, *lines, ""]), table=f"shop/{name}"))


def shaped(kind, frame, *key, batch_date="2026-03-31", **policy):
    """Rows that a kind makes of what mart.sql gave, without a table."""
    mart = definition(kind=kind, natural_key=list(key), **policy)
    run = SimpleNamespace(spark=frame.sparkSession, mart=mart, batch_date=batch_date)
    with named_errors(f"things as of {batch_date}"):
        return KINDS[kind].shape(run, frame).collect()
