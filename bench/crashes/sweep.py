"""Kills the staging job at each of its writes, lets the next job run go on, and compares the table with the model.

Usage: sweep.py JARS EVERY KIND..., with `glue` and the project on PYTHONPATH. Of the writes of a scene, each EVERY-th
is tried. A reader looks at the table, past the job, after every write. Prints a line of JSON for each kill.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

import boto3
from pyiceberg.table import StaticTable
from pyspark.sql import SparkSession

from bench.local_spark import ministack, session
from tests.glue.convergence.files import KINDS, File, Kind
from tests.glue.convergence.gate import Gate
from tests.glue.convergence.player import Player
from tests.glue.convergence.schedules import Crash, Schedule, Turn
from tests.glue.world import World, deployed

LAST_DAY = 80
SCENES = ("first load", "load between two", "withdrawal")


class Scenes:
    """The tables of a kind. Between the first and the last file of a table there is room for many more."""

    def __init__(self, world: World, gate: Gate, spark: SparkSession, kind: Kind) -> None:
        self.world, self.gate, self.spark, self.kind = world, gate, spark, kind
        self.tables = 0
        self.name = kind.name.replace(" ", "_")

    def table(self) -> Player:
        """A table that does not exist yet."""
        self.tables += 1
        empty = Schedule(0, self.kind, ())
        return Player(self.world, self.gate, empty, f"{self.name}_{self.tables}", self.spark.newSession, self.look)

    def look(self, name: str) -> list[dict[str, Any]]:
        """What a reader finds who asks the catalogue for the table."""
        glue = boto3.client("glue", endpoint_url=f"http://{self.gate.behind}")
        try:
            found = glue.get_table(DatabaseName=f"{self.world.name}_staging", Name=name)["Table"]
        except glue.exceptions.EntityNotFoundException:
            return []
        where = found["Parameters"]["metadata_location"]
        properties = {"s3.endpoint": f"http://{self.gate.behind}", "s3.access-key-id": "test"}
        properties |= {"s3.secret-access-key": "test", "s3.region": "us-east-1"}
        rows: list[dict[str, Any]] = StaticTable.from_metadata(where, properties).scan().to_arrow().to_pylist()
        return rows

    def kills(self, scene: str, every: int) -> Iterator[dict[str, Any]]:
        """Kill one job run after the other, until a job run has fewer writes; what became of each."""
        player = self.table()
        if scene != "first load":
            player.load(Turn((self._file(1, 0),)))
            player.load(Turn((self._file(LAST_DAY, 59),)))
        number = 1
        while True:
            if scene == "first load":
                player = self.table()
            file = self._file(1 + number, number % 59)
            crash = Crash(number, other=number % 2 == 0)
            if scene == "withdrawal":
                player.load(Turn((file,)))
                player.withdraw(Turn((file,), crash=crash))
            else:
                player.load(Turn((file,), crash=crash))
            player.compare()
            if not player.killed_at:
                return
            yield {
                "kind": self.kind.name,
                "scene": scene,
                "number": number,
                "write": player.killed_at,
                "wrong": player.wrong,
            }
            player.wrong, player.killed_at = [], None
            number += every

    def _file(self, day: int, minute: int) -> File:
        """Its rows change, delete and bring back rows of the files before and after it; all share some changes."""
        own = {"id": 10 + day, "name": "Own", "at": day, "op": "I"}
        shared = [{"id": id_, "name": "Ada", "at": id_, "op": "U"} for id_ in range(3) if id_ != day % 3]
        changed = {"id": 4, "name": f"N{day % 4}", "at": day, "op": "D" if day % 5 == 4 else "U"}
        rows = [tuple(row[name] for name in self.kind.columns) for row in (own, *shared, changed)]
        return File(day, "a", minute, tuple(rows))


def main() -> None:
    """Each kind, each scene."""
    jars, every, wanted = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
    with ministack() as endpoint:
        gate = Gate(endpoint)
        spark = session(gate.endpoint, jars)
        for kind in KINDS:
            if wanted and kind.name not in wanted:
                continue
            scenes = Scenes(deployed(spark), gate, spark, kind)
            for scene in SCENES:
                if scene == "withdrawal" and kind.another_file == "parts":
                    continue  # a part cannot be withdrawn
                for kill in scenes.kills(scene, every):
                    print(json.dumps(kill), flush=True)
        spark.stop()


if __name__ == "__main__":
    main()
