"""A job run's log in CloudWatch Logs: a stream named after the run, in the groups that AWS has for the job."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from ministack.services import cloudwatch_logs

PREFIX, PREFIX_ARGUMENT = "/aws-glue/jobs", "--custom-logGroup-prefix"
MAX_LINES = 5000
"""The last events of a longer log: the emulator keeps its logs in memory, and the file has them all."""


def folder(job: dict[str, Any], arguments: dict[str, str]) -> str:
    """The name of a job's log groups without `/output` and `/error`: Glue adds security configuration and role."""
    prefix, configuration = arguments.get(PREFIX_ARGUMENT, PREFIX), job.get("SecurityConfiguration")
    return f"{prefix}/{configuration}-role/{job['Role'].rsplit('/', 1)[-1]}" if configuration else prefix


def publish(run_id: str, log: Path, failed: bool, folder: str) -> None:
    """Copy the ended run's log; that of a run that did not succeed is in the error group too."""
    if not log.exists():
        return
    lines = log.read_text(errors="replace").splitlines()[-MAX_LINES:]
    now = round(time.time() * 1000)
    events = [{"timestamp": now, "message": line} for line in lines]
    for name in ("output", "error") if failed else ("output",):
        group = f"{folder}/{name}"
        stream = {"logGroupName": group, "logStreamName": run_id}
        cloudwatch_logs._create_log_group({"logGroupName": group})  # refused where it exists already
        cloudwatch_logs._create_log_stream(stream)
        cloudwatch_logs._put_log_events({**stream, "logEvents": events})
