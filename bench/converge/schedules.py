"""Plays random schedules of deliveries, crashes among them, and compares each table with the model of the tests.

Usage: schedules.py JARS FIRST_SEED SCHEDULES, with `glue` and the project on PYTHONPATH. Prints a line of JSON for each
schedule.
"""

from __future__ import annotations

import json
import sys
import time

from bench.local_spark import ministack, session
from tests.glue.convergence.gate import Gate
from tests.glue.convergence.player import Player
from tests.glue.convergence.schedules import schedule
from tests.glue.world import deployed

MOST_DELIVERIES = 8


def main() -> None:
    """Each schedule has a table of its own."""
    jars, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    with ministack() as endpoint:
        gate = Gate(endpoint)
        spark = session(gate.endpoint, jars)
        for seed in range(first, first + count):
            if seed % 100 == 0 or seed == first:
                world = deployed(spark)  # definitions of few tables are read quickly
            planned, begun = schedule(seed, MOST_DELIVERIES), time.monotonic()
            player = Player(world, gate, planned, f"things_{seed}", spark.newSession)
            try:
                wrong = player.play()
            except Exception as error:  # told like any other difference: the other schedules go on
                wrong = [repr(error)]
            told = {"seed": seed, "kind": planned.kind.name, "crashes": player.crashes, "job_runs": player.runs}
            told |= {"seconds": time.monotonic() - begun, "schedule": str(planned), "wrong": wrong}
            print(json.dumps(told), flush=True)
        spark.stop()


if __name__ == "__main__":
    main()
