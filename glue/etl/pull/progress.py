"""How far a pull is: rows and connections, told while it reads."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Any

from py4j.protocol import Py4JError
from pyspark.sql import SparkSession

SECONDS = 1.0


class Progress:
    """Tells `tell(rows, connections, seconds)` every second until it is left."""

    def __init__(self, spark: SparkSession, tell: Callable[[int, int, float], None]) -> None:
        self._context: Any = spark.sparkContext
        self._tell = tell
        self._started = time.monotonic()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run)

    @property
    def seconds(self) -> float:
        """Seconds since it was made."""
        return round(time.monotonic() - self._started, 1)

    def __enter__(self) -> Progress:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(SECONDS):
            with suppress(Py4JError):  # a stage that has just ended
                self._tell(*self._seen(), self.seconds)

    def _seen(self) -> tuple[int, int]:
        """Rows read by now, and tasks that read, one connection each. Executors tell every few seconds."""
        tracker, store = self._context.statusTracker(), self._context._jsc.sc().statusStore()
        rows = tasks = 0
        for stage in tracker.getActiveStageIds():
            info = tracker.getStageInfo(stage)
            tasks += info.numActiveTasks if info else 0
            rows += int(store.lastStageAttempt(stage).inputRecords())
        return rows, tasks
