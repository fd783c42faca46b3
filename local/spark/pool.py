"""Warm Spark workers, each a process group, so that a hanging job can be ended with all its processes."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections import deque
from pathlib import Path
from typing import IO, Any

GROW_AFTER_SECONDS = 2.0
"""The wait for a busy worker after which another worker is booted: longer than most small jobs take."""


class WorkerLostError(Exception):
    """The worker's process ended before it answered."""


class Worker:
    """One Spark process, in a folder of its own for everything temporary; `warm` as in `local.spark.warmup`."""

    def __init__(self, state_dir: Path, warm: bool) -> None:
        answers, write_end = os.pipe()
        logs, work = state_dir / "logs", state_dir / "work"
        for folder in (logs, work):
            folder.mkdir(parents=True, exist_ok=True)
        self._log = logs / "spark-worker.log"
        self._folder = Path(tempfile.mkdtemp(prefix="worker-", dir=work))
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "local.spark.worker"],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=self._folder,
                env={**self._environment(state_dir, write_end), "SLUICE_WARM_UP": "yes" if warm else ""},
                pass_fds=(write_end,),
                start_new_session=True,
            )
        os.close(write_end)
        self._requests: Any = self.process.stdin
        self._answers: IO[str] = os.fdopen(answers)
        self.ready = False

    def _environment(self, state_dir: Path, write_end: int) -> dict[str, str]:
        """The user's environment without anything that would identify the user to an AWS SDK."""
        return {
            **{k: v for k, v in os.environ.items() if not k.startswith("AWS_")},
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "SLUICE_ANSWERS": str(write_end),
            "SLUICE_JARS": str(state_dir / "jars"),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "PYSPARK_PYTHON": sys.executable,
            "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
            "TMPDIR": str(self._folder),
        }

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def wait_until_ready(self) -> None:
        """Block until Spark is up; raises WorkerLostError when it does not come up."""
        self._read()
        self.ready = True

    def run(self, request: dict[str, Any]) -> dict[str, Any]:
        """Run a job and return how it ended; raises WorkerLostError when the process ends first."""
        if not self.ready:
            raise WorkerLostError(f"Spark did not start: see {self._log}.")
        try:
            self._requests.write(json.dumps(request).encode() + b"\n")
            self._requests.flush()
        except OSError as error:
            raise WorkerLostError(f"The Spark process is gone ({error}): see {self._log}.") from error
        return self._read()

    def is_reusable(self) -> bool:
        """Whether the worker is as it was before the job, once it has tried; raises WorkerLostError as `run`."""
        return bool(self._read()["reusable"])

    def _read(self) -> dict[str, Any]:
        line = self._answers.readline()
        if not line:
            code = self.process.wait()
            raise WorkerLostError(f"The Spark process ended (exit code {code}): see {self._log}.")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def kill(self) -> None:
        """End the worker and everything it started, at once."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)


class Pool:
    """A warm worker, and more workers (`limit` at most) once a job has waited. Jobs are served first in, first out."""

    def __init__(self, state_dir: Path, limit: int) -> None:
        self._state_dir = state_dir
        self._limit = limit
        self._changed = threading.Condition()
        self._waiting: deque[object] = deque()
        self._free: list[Worker] = []
        self._workers: set[Worker] = set()
        self._closed = False
        shutil.rmtree(state_dir / "work", ignore_errors=True)  # left by a server that was killed
        self._boot(warm=True)  # nobody waits for it yet

    def take(self) -> Worker:
        """A worker that no other job uses; blocks while all are busy."""
        ticket = object()
        with self._changed:
            self._waiting.append(ticket)
            while not self._changed.wait_for(
                lambda: bool(self._free) and self._waiting[0] is ticket, GROW_AFTER_SECONDS
            ):
                self._grow()
            self._waiting.popleft()
            self._changed.notify_all()
            worker = self._free.pop()
        if worker.alive or not worker.ready:  # a worker that did not start reports it to its job
            return worker
        self.give_back(worker, reusable=False)
        return self.take()

    def give_back(self, worker: Worker, reusable: bool) -> None:
        """Free the worker for the next job, or end it and boot a new worker where it cannot be reused."""
        if reusable and worker.alive:
            self._hand_out(worker)
            return
        worker.kill()
        with self._changed:
            self._workers.discard(worker)
        self._boot()

    def _hand_out(self, worker: Worker) -> None:
        with self._changed:
            self._free.append(worker)
            self._changed.notify_all()

    def _grow(self) -> None:
        """Boot another worker, unless a booting worker will soon be ready."""
        if all(worker.ready for worker in self._workers):
            self._boot()

    def _boot(self, warm: bool = False) -> None:
        with self._changed:
            if self._closed or len(self._workers) >= self._limit:
                return
            worker = Worker(self._state_dir, warm)
            self._workers.add(worker)
        threading.Thread(target=self._bring_up, args=(worker,), daemon=True).start()

    def _bring_up(self, worker: Worker) -> None:
        with contextlib.suppress(WorkerLostError):  # reported to the job that takes the worker
            worker.wait_until_ready()
        self._hand_out(worker)

    def close(self) -> None:
        """End every worker."""
        with self._changed:
            self._closed = True
            for worker in self._workers:
                worker.kill()
