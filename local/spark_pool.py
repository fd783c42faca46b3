"""Warm Spark workers: each a process group of its own, so that a hanging job can be ended with all it started."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any

BOOT_SECONDS = 120


class WorkerLostError(Exception):
    """The worker's process ended before it answered."""


class Worker:
    """One Spark process. Boots in the background; `run` waits for it."""

    def __init__(self, state_dir: Path) -> None:
        answers, write_end = os.pipe()
        logs = state_dir / "logs"
        logs.mkdir(parents=True, exist_ok=True)
        environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("AWS_")},
            "SLUICE_ANSWERS": str(write_end),
            "SLUICE_JARS": str(state_dir / "jars"),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "PYSPARK_PYTHON": sys.executable,
            "PYTHONPATH": str(Path(__file__).resolve().parents[1]),
        }
        with (logs / "spark-worker.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "local.spark_worker"],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env=environment,
                pass_fds=(write_end,),
                start_new_session=True,
            )
        os.close(write_end)
        self._requests: Any = self.process.stdin
        self._answers: IO[str] = os.fdopen(answers)
        self._booted = False

    def run(self, request: dict[str, Any]) -> dict[str, Any]:
        """Run one job and give its answer; raises WorkerLostError when the process ends first."""
        if not self._booted:
            self._read()
            self._booted = True
        try:
            self._requests.write(json.dumps(request).encode() + b"\n")
            self._requests.flush()
        except OSError as error:
            raise WorkerLostError(str(error)) from error
        return self._read()

    def _read(self) -> dict[str, Any]:
        line = self._answers.readline()
        if not line:
            raise WorkerLostError(f"The Spark process ended (exit code {self.process.poll()}).")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def kill(self) -> None:
        """End the worker and everything it started, at once."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        self.process.wait()


class Pool:
    """At most `size` workers, one booted ahead; a job waits for a free one in order of arrival."""

    def __init__(self, state_dir: Path, size: int) -> None:
        self._state_dir = state_dir
        self._free: queue.LifoQueue[Worker | None] = queue.LifoQueue()
        self._lock = threading.Lock()
        self._workers: set[Worker] = set()
        for _ in range(size - 1):
            self._free.put(None)
        self._free.put(self._boot())

    def _boot(self) -> Worker:
        worker = Worker(self._state_dir)
        with self._lock:
            self._workers.add(worker)
        return worker

    def take(self) -> Worker:
        """A worker of one's own; blocks while all are busy. A place without a process gets one."""
        worker = self._free.get()
        return worker if worker is not None else self._boot()

    def give_back(self, worker: Worker, reusable: bool) -> None:
        """Let the next job have it; a worker that cannot be reused is ended and one is booted in its place."""
        if reusable:
            self._free.put(worker)
            return
        worker.kill()
        with self._lock:
            self._workers.discard(worker)
        self._free.put(self._boot())

    def close(self) -> None:
        """End every worker."""
        with self._lock:
            for worker in self._workers:
                worker.kill()
