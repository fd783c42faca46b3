"""Test helper: many files read as the staging job reads them, in one query, since a query of its own costs a second."""

import json
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from etl.gate import agreement
from etl.load import identity
from etl.load.delivery import Delivery
from etl.load.inputs import Inputs
from etl.load.source import needs_contract
from etl.platform import session
from etl.platform.objects import Objects
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from tests.glue.world import TERMS, World, table


@dataclass(frozen=True)
class Case:
    """A file: what it holds, how it is put, what its table is like."""

    content: str | bytes
    put: dict[str, Any] = field(default_factory=dict)
    columns: str = "id bigint, name string"
    policy: dict[str, Any] = field(default_factory=dict)
    definition: dict[str, Any] | None = None

    @property
    def table(self) -> dict[str, Any]:
        return self.definition or table(self.columns, **self.policy)


def read(world: World, cases: dict[str, Case], shown: Sequence[Any]) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of each case, sorted; `shown` are columns of the same types in all of them.

    Spark and the facts agree on every file, or this raises RowCountError.
    """
    session.prepare(world.spark, 1)
    loads = {}
    for name, case in cases.items():
        world.define(case.table)
        key = f"shop/things/dt=2026-03-01/{name}.csv"
        loads[name] = case.table, Delivery(*world.put("2026-03-01", case.content, **{"key": key} | case.put))
    trusted = {name for name, (table_, load) in loads.items() if not needs_contract(table_, TERMS, load.facts)}
    found, uncertain = _read(world, {name: loads[name] for name in loads if name in trusted}, shown, every_row=False)
    others = {name: loads[name] for name in loads if name not in trusted or name in uncertain}
    checked, uncertain = _read(world, others, shown, every_row=True)
    assert not uncertain
    return found | checked


def _read(world, loads, shown, every_row):
    """The rows of each load, and the names of those whose columns could not tell."""
    if not loads:
        return {}, set()
    inputs = Inputs(
        world.spark,
        Objects(),
        f"s3://{world.name}-staging/_work",
        f"s3://{world.name}-staging/_batches",
        f"{world.name}-quarantine",
        TERMS,
        single_partition=True,
        every_row=every_row,
    )
    with ExitStack() as stack:
        opened = {
            name: stack.enter_context(inputs.opened(table_, load, identity.hashed))
            for name, (table_, load) in loads.items()
        }
        queries = [_told(name, opened[name].rows, loads[name][0], shown) for name in loads]
        rows = {name: told for name, *told in reduce(DataFrame.unionByName, queries).collect()}
    seen = {name: json.loads(counted) for name, (counted, _) in rows.items()}
    uncertain = {name for name in loads if seen[name]["bad"]}
    for name in loads.keys() - uncertain:
        table_, load = loads[name]
        agreement.require(table_, load.load, load.facts, seen[name], opened[name].aside)
    return {name: sorted(map(tuple, values), key=repr) for name, (_, values) in rows.items()}, uncertain


def _told(name, rows, table_, shown):
    """One row: the name, what the staging job observes in passing, the rows."""
    counted = F.to_json(F.struct(*agreement.counts(table_)), {"ignoreNullFields": "false"})
    return rows.agg(F.lit(name).alias("name"), counted.alias("seen"), F.collect_list(F.struct(*shown)).alias("rows"))
