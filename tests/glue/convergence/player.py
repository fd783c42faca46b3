"""Plays a schedule on the staging job, with real files, and compares what is in the table then with the model."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

from etl.platform.iceberg import Table
from etl.platform.objects import Objects
from etl.turn import stage_loads
from pyspark.sql import SparkSession

from tests.glue.convergence.files import File, Kind, Row
from tests.glue.convergence.gate import Gate
from tests.glue.convergence.reading import Lines, differences, expected_log, log_lines, rows_of
from tests.glue.convergence.schedules import Crash, Schedule, Turn
from tests.glue.convergence.store import Delivery, Store
from tests.glue.world import World, table

PARTS = {"parts": {"success_file": "_SUCCESS", "count": None, "manifest": None, "quiet_minutes": None}}
OPERATION = {"column": "op", "insert": ["I"], "update": ["U"], "delete": ["D"]}
HELD = "SnapshotPartError"


class Order(NamedTuple):
    """What a turn asks for one load, and whether it is to be held."""

    document: dict[str, Any]
    held: bool


@dataclass
class Reader:
    """Sees each of the logs that are to be `visible`, or none, in their order; anything else is `wrong`."""

    read: Callable[[], list[Row]]
    visible: list[Lines]
    wrong: list[str]
    seen: int = 0

    def look(self) -> None:
        """Read the table."""
        if not self.visible:
            return
        found = log_lines(self.read())
        if found in self.visible[self.seen :]:
            self.seen = self.visible.index(found, self.seen)
        else:
            self.wrong.append(f"a reader sees a load half-done: {found}\n  expected one of {self.visible[self.seen :]}")


def definition(kind: Kind, name: str) -> dict[str, Any]:
    """The compiled definition of a table of this kind, as shop/`name`."""
    columns = ", ".join(f"{column} {type_}" for column, type_ in kind.columns.items())
    policy: dict[str, Any] = {
        "feed": kind.feed,
        "natural_key": list(kind.natural_key),
        "deletes": kind.deletes,
        "another_file": PARTS if kind.another_file == "parts" else kind.another_file,
        "sequence_by": kind.sequence_by,
        "operation": OPERATION if kind.has_operation else None,
    }
    return table(columns, id=f"shop/{name}", name=f"shop_{name}", **policy)


class Player:
    """One table; `play` takes it through a schedule. What does not agree with the model is in `wrong`, in sentences."""

    def __init__(
        self,
        world: World,
        gate: Gate,
        schedule: Schedule,
        name: str,
        fresh: Callable[[], SparkSession] | None = None,
        look: Callable[[str], list[Row]] | None = None,
    ) -> None:
        """`fresh` gives each job run a session that remembers nothing; `look` reads the table after each write."""
        self.world, self.gate, self.schedule, self.name = world, gate, schedule, name
        self.fresh = fresh or (lambda: world.spark)
        self.look = look
        self.definition = definition(schedule.kind, name)
        world.define(self.definition)
        self.store, self.objects = Store(schedule.kind), Objects()
        self.deliveries: dict[File, Delivery] = {}
        self.withdrawn: set[File] = set()
        self.shares: dict[str, set[str]] = {}
        self.turns = self.runs = self.crashes = 0
        self.killed_at: str | None = None
        self.error: Exception | None = None
        self.wrong: list[str] = []

    def play(self) -> list[str]:
        """Every turn, then the comparison; returns what is wrong."""
        for turn in self.schedule.turns:
            if turn.withdraws:
                self.withdraw(turn)
            else:
                self.load(turn)
        self.compare()
        return self.wrong

    def compare(self) -> None:
        """Hold the table against the model."""
        states = f"s3://{self.world.name}-staging/_state/shop_{self.name}"
        kind, loads = self.schedule.kind, self.store.committed()
        self.wrong += differences(kind, loads, self.definition, self._table(), self.objects, states)

    def load(self, turn: Turn) -> None:
        """A job run over files."""
        visible, orders = [self._expected()], []
        for file in turn.files:
            if file in self.withdrawn:
                continue
            load = self._delivered(file)
            held = self.store.holds(file)
            if not held:
                load = self._accepted(file, load)
                visible.append(self._expected())
            orders.append(Order({"load": load[0], "facts": load[1], "withdraw": []}, held))
        self._run(orders, turn.crash, visible)

    def _accepted(self, file: File, load: Delivery) -> Delivery:
        """The load that the file makes: of a part, that of all the parts that are there."""
        self.store.add(file, load)
        if self.schedule.kind.another_file != "parts":
            return load
        batch = self.world.together(*(self.store.loads[part] for part in self.store.parts(file.day)))
        self.store.add(file, load, batch)
        return batch

    def withdraw(self, turn: Turn) -> None:
        """A job run that takes a file out, and another over the files that share changes with it."""
        (file,) = turn.files
        if file not in self.store.loads or self.schedule.kind.another_file == "parts":
            return
        load, before = self.store.loads[file], self._expected()
        heir = self.store.withdraw(file)
        self.withdrawn.add(file)
        placed = self.store.loads[heir] if heir else (load[0], {})
        order = Order({"load": placed[0], "facts": placed[1], "withdraw": [load[0]]}, False)
        is_change = self.schedule.kind.feed == "changes"
        # Until the loads that share changes with it are staged again, the log of changes lacks those.
        self._run([order], turn.crash, [] if is_change else [before, self._expected()])
        again = self._sharers(load) if is_change else []
        self._run([Order({"load": one, "facts": facts, "withdraw": []}, False) for one, facts in again], None, [])

    def _sharers(self, gone: Delivery) -> list[Delivery]:
        """The loads that plan-run stages again: functions/core/run/plan-withdrawal.ts."""
        id_ = gone[0]["load_id"]
        named = [
            delivery
            for delivery in self.store.loads.values()
            if delivery[0]["load_id"] in self.shares.get(id_, set())
            or id_ in self.shares.get(delivery[0]["load_id"], set())
        ]

        def orders(delivery: Delivery) -> tuple[tuple[str, ...], tuple[str, ...]]:
            load = delivery[0]
            by_arrival = (load["loaded_at"], load["load_id"])
            return (load["batch_date"], *by_arrival), by_arrival

        after = [
            each for each in named if any(one > other for one, other in zip(orders(each), orders(gone), strict=True))
        ]
        return sorted(after, key=orders)

    def _delivered(self, file: File) -> Delivery:
        """The load of a file, which is written when it comes for the first time."""
        if file not in self.deliveries:
            key = f"shop/{self.name}/dt={file.batch_date}/{file.name}.csv"
            text = file.text(self.schedule.kind)
            self.deliveries[file] = self.world.put(file.batch_date, text, f"shop/{self.name}", at=file.at, key=key)
        return self.deliveries[file]

    def _run(self, orders: list[Order], crash: Crash | None, visible: list[Lines]) -> None:
        """A job run over the orders, and another after a crash; `visible` are the logs that may be seen between."""
        if not orders:
            return
        turn = self._turn(orders)
        reader = Reader(self._read, visible, self.wrong)
        if self._stage(turn, crash.write if crash else None, reader):
            self.crashes += 1
            reader.look()
            if crash and crash.other:
                self._heard(turn)
                turn = self._turn(orders)
            self._stage(turn, None, reader)
        self._heard(turn)
        self._judge(orders, turn)

    def _read(self) -> list[Row]:
        return self.look(f"shop_{self.name}") if self.look else rows_of(self._table())

    def _turn(self, orders: list[Order]) -> dict[str, Any]:
        self.turns += 1
        run = f"run{self.turns}"
        where = f"s3://{self.world.name}-staging/_reports/{self.name}/{run}"
        asked = [
            {**order.document, "approve": [], "run_id": run, "report": f"{where}/{place}.json"}
            for place, order in enumerate(orders)
        ]
        return {"table": f"shop/{self.name}", "loads": asked}

    def _stage(self, turn: dict[str, Any], kill: int | None, reader: Reader) -> bool:
        """Run the job on a turn; returns whether it was killed."""
        document = f"s3://{self.world.name}-staging/_turns/{self.name}/{self.turns}.json"
        self.objects.write_json(document, turn)
        self.gate.begin(kill, reader.look if self.look else None)
        self.runs += 1
        with at_endpoint(self.gate.endpoint):
            try:
                for _ in stage_loads(self.fresh(), document, "jr", **self._arguments()):
                    pass
            except Exception as error:
                self.error = error
        killed = self.gate.dead
        self.killed_at = self.gate.writes[-1] if killed else self.killed_at
        self.gate.begin()
        return killed

    def _arguments(self) -> dict[str, str]:
        name = self.world.name
        databases = {"staging_database": f"{name}_staging", "raw_database": f"{name}_raw"}
        buckets = {"staging_bucket": f"{name}-staging", "quarantine_bucket": f"{name}-quarantine"}
        return {"definitions": self.world.definitions, "table": f"shop/{self.name}", **databases, **buckets}

    def _heard(self, turn: dict[str, Any]) -> None:
        """What the ledger keeps of the reports that are there."""
        for order in turn["loads"]:
            if self.objects.names_below(order["report"]):
                report = self.objects.read_json(order["report"])
                self.shares.setdefault(report["load_id"], set()).update(report["shared_with"])

    def _judge(self, orders: list[Order], turn: dict[str, Any]) -> None:
        """A load has its report, or was held for the one reason there is."""
        for order, asked in zip(orders, turn["loads"], strict=True):
            if self.objects.names_below(asked["report"]):
                if order.held:
                    self.wrong.append(f"{asked['load']['key']} should have been held")
                continue
            failure = asked["report"].replace(".json", ".failure.json")
            told = self.objects.read_json(failure) if self.objects.names_below(failure) else {"error": repr(self.error)}
            if not order.held or told["error"] != HELD:
                self.wrong.append(f"{asked['load']['key']} failed: {told}")

    def _expected(self) -> Lines:
        return expected_log(self.schedule.kind, self.store.committed())

    def _table(self) -> Table:
        return Table(self.fresh(), f"{self.world.name}_staging", f"shop_{self.name}")


@contextmanager
def at_endpoint(url: str) -> Iterator[None]:
    """Clients of boto3 that are made meanwhile ask this endpoint."""
    before = os.environ["AWS_ENDPOINT_URL"]
    os.environ["AWS_ENDPOINT_URL"] = url
    try:
        yield
    finally:
        os.environ["AWS_ENDPOINT_URL"] = before
