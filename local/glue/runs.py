"""Job runs: the record that GetJobRun shows, and the thread that takes it from STARTING to its end."""

from __future__ import annotations

import contextvars
import os
import threading
import time
import uuid
from pathlib import Path
from typing import Any

from ministack.core.responses import get_region

from local.glue.logs import folder, publish
from local.iam.roles import AccessDeniedError, assume_for_service, enforce_credentials
from local.spark.pool import Pool, Worker, WorkerLostError

GLUE = "glue.amazonaws.com"
ENDED = ("SUCCEEDED", "FAILED", "TIMEOUT", "STOPPED", "ERROR")
SUPPORTED_VERSIONS = ("5.0", "5.1")
LIBRARIES = {"py_files": "--extra-py-files", "jars": "--extra-jars"}


class JobRun:
    """One run of a job. `record` is its JobRun in the Glue API; `ended` is set when it has reached its last state."""

    def __init__(self, job: dict[str, Any], overrides: dict[str, Any]) -> None:
        now = time.time()
        self.job = job
        self._log: Path | None = None
        self.ended = threading.Event()
        self._lock = threading.Lock()
        self._kill: Any = None
        self._stopping: str | None = None
        self.record: dict[str, Any] = {
            "Id": f"jr_{uuid.uuid4().hex}{uuid.uuid4().hex}",
            "Attempt": 0,
            "JobName": job["Name"],
            "StartedOn": now,
            "LastModifiedOn": now,
            "JobRunState": "STARTING",
            "Arguments": dict(overrides.get("Arguments") or {}),
            "PredecessorRuns": [],
            "AllocatedCapacity": job.get("NumberOfWorkers") or 2,
            "ExecutionTime": 0,
            "Timeout": overrides.get("Timeout") or job.get("Timeout") or 2880,
            "MaxCapacity": float(job.get("NumberOfWorkers") or 2),
            "WorkerType": overrides.get("WorkerType") or job.get("WorkerType") or "G.1X",
            "NumberOfWorkers": overrides.get("NumberOfWorkers") or job.get("NumberOfWorkers") or 2,
            "LogGroupName": "/aws-glue/jobs",
            "GlueVersion": job.get("GlueVersion"),
        }
        if job.get("SecurityConfiguration"):
            self.record["SecurityConfiguration"] = job["SecurityConfiguration"]

    @property
    def id(self) -> str:
        return str(self.record["Id"])

    @property
    def session(self) -> str:
        """The name of the session in which the job's role is assumed."""
        return f"GlueJobRunnerSession-{self.id[-20:]}"

    def start(self, pool: Pool, endpoint: str, state_dir: Path) -> None:
        """Run in the background, in the account and region of this request."""
        context = contextvars.copy_context()
        thread = threading.Thread(target=context.run, args=(self._run, pool, endpoint, state_dir), daemon=True)
        thread.start()

    def stop(self, state: str = "STOPPED") -> None:
        """End the run with `state` (STOPPED or TIMEOUT), whether it waits for a worker or runs."""
        with self._lock:
            if self.ended.is_set() or self._stopping:
                return
            self._stopping = state
            if self._kill is None:
                self._show(state)
                return
            self._show("STOPPING" if state == "STOPPED" else "RUNNING")
            self._kill()

    def die(self) -> None:
        """End the process of the run without a word, as trouble of the infrastructure does: the run has FAILED."""
        with self._lock:
            if self._kill is not None:
                self._kill()

    def _show(self, state: str, error: str = "") -> None:
        if state in ENDED and self._log is not None:
            log, self._log = self._log, None
            publish(self.id, log, state != "SUCCEEDED", folder(self.job, self._arguments()))
        self.record.update({"JobRunState": state, "LastModifiedOn": time.time()})
        if error:
            self.record["ErrorMessage"] = error
        if state in ENDED:
            self.record["CompletedOn"] = time.time()
            self.record["ExecutionTime"] = round(self.record["CompletedOn"] - self.record["StartedOn"])
            self.ended.set()

    def _run(self, pool: Pool, endpoint: str, state_dir: Path) -> None:
        try:
            self._run_on(pool, self._request(endpoint, state_dir))
        except (AccessDeniedError, ValueError) as error:
            self._finish("FAILED", str(error))
        except Exception as error:  # a run that never ends would hold its job's place for ever
            self._finish("FAILED", f"{type(error).__name__}: {error}")
            raise

    def _run_on(self, pool: Pool, request: dict[str, Any]) -> None:
        worker = pool.take()
        if not self._begin(worker):
            pool.give_back(worker, reusable=True)
            return
        reusable = False
        timer = threading.Timer(self._timeout_seconds(), self.stop, ("TIMEOUT",))
        timer.start()
        try:
            answer = worker.run(request)
            self._finish(answer["state"], answer["error"])
            # Nobody has to wait for this who waits for the run.
            reusable = worker.is_reusable()
        except WorkerLostError as gone:
            self._finish("FAILED", f"Command failed with exit code 1: {gone}")
        finally:
            timer.cancel()
            pool.give_back(worker, reusable)

    def _begin(self, worker: Worker) -> bool:
        """Whether the run goes on: it may have been stopped while it waited."""
        with self._lock:
            if self.ended.is_set():
                return False
            self._kill = worker.kill
            self._show("RUNNING")
            return True

    def _finish(self, state: str, error: str) -> None:
        with self._lock:
            self._kill = None
            if self.ended.is_set():
                return
            if self._stopping == "TIMEOUT":
                self._show("TIMEOUT", "Job run timed out")
            elif self._stopping:
                self._show(self._stopping)
            else:
                self._show(state, error)

    def _timeout_seconds(self) -> float:
        minute = float(os.environ.get("SLUICE_GLUE_MINUTE_SECONDS", "60"))
        return float(self.record["Timeout"]) * minute

    def _request(self, endpoint: str, state_dir: Path) -> dict[str, Any]:
        arguments = self._arguments()
        role = assume_for_service(self.job["Role"], GLUE, session_name=self.session)
        if self.job.get("SecurityConfiguration"):
            enforce_credentials(role, "glue:GetSecurityConfiguration", "*")
        logs = state_dir / "logs" / "glue"
        logs.mkdir(parents=True, exist_ok=True)
        self._log = logs / f"{self.id}.log"
        return {
            "run_id": self.id,
            "script": self.job["Command"]["ScriptLocation"],
            "arguments": [part for name, value in arguments.items() for part in ((name, value) if value else (name,))],
            "conf": parse_conf(arguments.get("--conf", "")),
            **{kind: [uri for uri in arguments.get(name, "").split(",") if uri] for kind, name in LIBRARIES.items()},
            "environment": {
                **role.environment(),
                "AWS_REGION": get_region(),
                "AWS_DEFAULT_REGION": get_region(),
                "AWS_ENDPOINT_URL": endpoint,
            },
            "endpoint": endpoint,
            "work_dir": str(state_dir / "work" / self.id),
            "log": str(self._log),
        }

    def _arguments(self) -> dict[str, str]:
        """The script's sys.argv: the job's arguments, overridden by the run's, overridden by the fixed arguments."""
        return {
            "--JOB_NAME": self.job["Name"],
            "--JOB_RUN_ID": self.id,
            **self.job.get("DefaultArguments", {}),
            **self.record["Arguments"],
            **self.job.get("NonOverridableArguments", {}),
        }


def parse_conf(text: str) -> dict[str, str]:
    """`a=b --conf c=d` (Glue's form of several settings) to a dict. Raises ValueError."""
    settings: dict[str, str] = {}
    for part in text.split("--conf"):
        if not part.strip():
            continue
        key, equals, value = part.strip().partition("=")
        if not equals:
            raise ValueError(f"--conf has {part.strip()!r}, expected key=value pairs joined by ' --conf '.")
        settings[key.strip()] = value.strip()
    return settings
