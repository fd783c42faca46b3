"""Glue jobs run for real: StartJobRun, BatchStopJobRun and the states in between, as on AWS.

Stock MiniStack without Docker reports SUCCEEDED for a Spark job that it never ran.
"""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ministack.core.responses import error_response_json, json_response
from ministack.services import glue
from ministack.services.cloudformation import provisioners

from local.glue.runs import ENDED, SUPPORTED_VERSIONS, JobRun
from local.patching import patch, register
from local.spark.pool import Pool

Response = tuple[Any, ...]
"""Status, headers and body, as every MiniStack handler gives them."""

CONCURRENCY = "ExecutionProperty"
ONE_AT_A_TIME = {"MaxConcurrentRuns": 1}
_starting = threading.Lock()
_runs: dict[str, JobRun] = {}


def find_run(run_id: str) -> JobRun:
    """The run with this id, whatever its job; KeyError when there is none."""
    return _runs[run_id]


def run_of_session(arn: str) -> JobRun | None:
    """The run whose role's session this is; None where it is no run's."""
    return next((run for run in list(_runs.values()) if arn.endswith(f"/{run.session}")), None)


def _start_job_run(_: Callable[..., Response]) -> Callable[..., Response]:
    def start_job_run(data: dict[str, Any]) -> Response:
        job = glue._jobs.get(data.get("JobName"))
        if job is None:
            return _error("EntityNotFoundException", f"Job {data.get('JobName')} not found")
        if problem := _unsupported(job):
            return _error("InvalidInputException", problem)
        with _starting:
            if _running(job["Name"]) >= job.get(CONCURRENCY, ONE_AT_A_TIME)["MaxConcurrentRuns"]:
                return _error("ConcurrentRunsExceededException", f"Concurrent runs exceeded for {job['Name']}")
            run = JobRun(job, data)
            _runs[run.id] = run
            glue._job_runs.setdefault(job["Name"], []).insert(0, run.record)
        run.start(_pool(), _endpoint(), _state_dir())
        return _answer({"JobRunId": run.id})

    return start_job_run


def _answer(body: dict[str, Any]) -> Response:
    return tuple(json_response(body))


def _error(code: str, message: str) -> Response:
    return tuple(error_response_json(code, message, 400))


def _unsupported(job: dict[str, Any]) -> str | None:
    if job.get("Command", {}).get("Name") != "glueetl":
        return f"Job {job['Name']} is a {job.get('Command', {}).get('Name')} job: the local AWS runs glueetl jobs only."
    if job.get("GlueVersion") not in SUPPORTED_VERSIONS:
        supported = " and ".join(SUPPORTED_VERSIONS)
        return f"Job {job['Name']} asks for Glue {job.get('GlueVersion')}: the local AWS has {supported}."
    return None


def _running(job_name: str) -> int:
    return sum(run["JobRunState"] not in ENDED for run in glue._job_runs.get(job_name, []))


def _batch_stop_job_run(_: Callable[..., Response]) -> Callable[..., Response]:
    def batch_stop_job_run(data: dict[str, Any]) -> Response:
        job_name = data.get("JobName")
        stopped, errors = [], []
        for run_id in data.get("JobRunIds", []):
            run = _runs.get(run_id)
            here = {"JobName": job_name, "JobRunId": run_id}
            if run is None or run.record["JobName"] != job_name:
                errors.append({**here, "ErrorDetail": _detail("EntityNotFoundException", f"Run {run_id} not found")})
            elif run.ended.is_set():
                state = run.record["JobRunState"]
                errors.append(
                    {**here, "ErrorDetail": _detail("InvalidInputException", f"Run {run_id} is in state {state}")}
                )
            else:
                run.stop()
                stopped.append(here)
        return _answer({"SuccessfulSubmissions": stopped, "Errors": errors})

    return batch_stop_job_run


def _detail(code: str, message: str) -> dict[str, str]:
    return {"ErrorCode": code, "ErrorMessage": message}


def _keeping_concurrency(original: Callable[..., Response]) -> Callable[..., Response]:
    """Stock MiniStack drops ExecutionProperty, from the API and from CloudFormation."""

    def save(data: dict[str, Any]) -> Response:
        answer = original(data)
        job = glue._jobs.get(data.get("Name") or data.get("JobName"))
        wanted = (data.get("JobUpdate") or data).get(CONCURRENCY)
        if answer[0] < 300 and job is not None:
            limit = int((wanted or job.get(CONCURRENCY) or ONE_AT_A_TIME).get("MaxConcurrentRuns", 1))
            job[CONCURRENCY] = {"MaxConcurrentRuns": limit}
        return answer

    return save


def _endpoint() -> str:
    return f"http://127.0.0.1:{os.environ['GATEWAY_PORT']}"


def _state_dir() -> Path:
    return Path(os.environ["SLUICE_STATE_DIR"])


_pools: list[Pool] = []


def _pool() -> Pool:
    return _pools[0]


def apply() -> None:
    """Replace the executor and boot the first Spark worker."""
    patch(glue, "_start_job_run", ["data"], _start_job_run)
    patch(glue, "_batch_stop_job_run", ["data"], _batch_stop_job_run)
    patch(glue, "_create_job", ["data"], _keeping_concurrency)
    patch(glue, "_update_job", ["data"], _keeping_concurrency)
    register(provisioners._GLUE_JOB_DEFAULTS, "provisioners._GLUE_JOB_DEFAULTS", CONCURRENCY, ONE_AT_A_TIME)
    _pools.append(Pool(_state_dir(), int(os.environ.get("SLUICE_SPARK_WORKERS", "2"))))
    atexit.register(_pool().close)
