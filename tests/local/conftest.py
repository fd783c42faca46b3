"""One local AWS for the whole folder, started as a user starts it, on a free port, with a state folder of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import boto3
import pytest
from botocore.config import Config

ROOT = Path(__file__).resolve().parents[2]
ACCOUNT = "000000000000"
REGION = "us-east-1"
T = TypeVar("T")


@dataclass
class LocalAws:
    """The started local AWS: its endpoint, clients for it, and short ways to make what most tests need."""

    endpoint: str
    state_dir: Path
    _clients: dict[str, Any] = field(default_factory=dict)

    def client(self, service: str, credentials: dict[str, str] | None = None) -> Any:
        """A boto3 client; root's unless `credentials` (an STS answer's `Credentials`) are given."""
        keys = {
            "aws_access_key_id": credentials["AccessKeyId"] if credentials else "test",
            "aws_secret_access_key": credentials["SecretAccessKey"] if credentials else "test",
            "aws_session_token": credentials["SessionToken"] if credentials else None,
        }
        config = Config(retries={"total_max_attempts": 1})
        return boto3.client(service, endpoint_url=self.endpoint, region_name=REGION, config=config, **keys)

    def make_role(self, service: str, *statements: dict[str, Any]) -> str:
        """The ARN of a new role that `service` (`glue`) may assume and that may do exactly `statements`."""
        name = f"role-{uuid.uuid4().hex[:12]}"
        trust = {"Effect": "Allow", "Principal": {"Service": f"{service}.amazonaws.com"}, "Action": "sts:AssumeRole"}
        iam = self.client("iam")
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=policy(trust))
        if statements:
            iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=policy(*statements))
        return f"arn:aws:iam::{ACCOUNT}:role/{name}"

    def make_bucket(self) -> str:
        """The name of a new bucket."""
        name = f"bucket-{uuid.uuid4().hex[:12]}"
        self.client("s3").create_bucket(Bucket=name)
        return name

    def make_job(self, script: str, role: str | None = None, **settings: Any) -> str:
        """The name of a new Glue job that runs `script`; its role may do anything unless one is given."""
        name = f"job-{uuid.uuid4().hex[:12]}"
        bucket = self.make_bucket()
        self.client("s3").put_object(Bucket=bucket, Key="script.py", Body=script.encode())
        self.client("glue").create_job(
            Name=name,
            Role=role or self.make_role("glue", allow("*", "*")),
            Command={"Name": "glueetl", "ScriptLocation": f"s3://{bucket}/script.py", "PythonVersion": "3"},
            GlueVersion="5.1",
            **settings,
        )
        return name

    def run_job(self, job: str, **request: Any) -> dict[str, Any]:
        """Start the job, wait for its end, and give the job run."""
        run_id = self.client("glue").start_job_run(JobName=job, **request)["JobRunId"]
        return self.wait_for_run(job, run_id)

    def wait_for_run(self, job: str, run_id: str, states: tuple[str, ...] = ()) -> dict[str, Any]:
        """The job run once it is in one of `states` (default: any last state)."""
        states = states or ("SUCCEEDED", "FAILED", "TIMEOUT", "STOPPED", "ERROR")
        glue = self.client("glue")

        def run() -> dict[str, Any] | None:
            found: dict[str, Any] = glue.get_job_run(JobName=job, RunId=run_id)["JobRun"]
            return found if found["JobRunState"] in states else None

        return wait_for(run)

    def run_machine(self, definition: dict[str, Any], role: str, machine_input: Any = None) -> dict[str, Any]:
        """Run a state machine with this definition once and give the ended execution."""
        arn = self.start_machine(definition, role, machine_input)
        return self.wait_for_execution(arn)

    def start_machine(self, definition: dict[str, Any], role: str, machine_input: Any = None) -> str:
        """The ARN of a started execution of a new state machine with this definition."""
        sfn = self.client("stepfunctions")
        name = f"machine-{uuid.uuid4().hex[:12]}"
        machine = sfn.create_state_machine(name=name, definition=json.dumps(definition), roleArn=role)
        started = sfn.start_execution(stateMachineArn=machine["stateMachineArn"], input=json.dumps(machine_input or {}))
        return str(started["executionArn"])

    def wait_for_execution(self, arn: str) -> dict[str, Any]:
        """The execution once it has ended."""
        sfn = self.client("stepfunctions")

        def execution() -> dict[str, Any] | None:
            found: dict[str, Any] = sfn.describe_execution(executionArn=arn)
            return found if found["status"] != "RUNNING" else None

        return wait_for(execution)


def policy(*statements: dict[str, Any]) -> str:
    """An IAM policy document."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(actions: str | list[str], resources: str | list[str]) -> dict[str, Any]:
    """An Allow statement."""
    return {"Effect": "Allow", "Action": actions, "Resource": resources}


def wait_for(probe: Callable[[], T | None], seconds: float = 300) -> T:
    """What `probe` gives once it gives something; fails after `seconds`: even a busy machine starts Spark by then."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if (found := probe()) is not None:
            return found
        time.sleep(0.05)
    raise AssertionError(f"nothing within {seconds} s")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(
    state_dir: Path, port: int, *options: str, **environment: str
) -> Iterator[tuple[LocalAws, subprocess.Popen[bytes]]]:
    """A local AWS of its own and its process; ended when the block is left."""
    if not (state_dir / "jars").exists():
        (state_dir / "jars").symlink_to(ROOT / ".sluice" / "jars")
    command = [sys.executable, "-m", "local", "up", "--port", str(port), "--state-dir", str(state_dir), *options]
    with (state_dir / "server.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, stdout=log, stderr=log)
    endpoint = f"http://127.0.0.1:{port}"

    def healthy() -> bool | None:
        if server.poll() is not None:
            raise AssertionError((state_dir / "server.log").read_text())
        try:
            return urllib.request.urlopen(f"{endpoint}/_ministack/health", timeout=1).status == 200 or None  # noqa: S310
        except OSError:
            return None

    try:
        wait_for(healthy, 120)
        yield LocalAws(endpoint, state_dir), server
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)


@pytest.fixture(scope="session")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAws]:
    """The local AWS of the whole test session; one Glue minute is 3 s."""
    times = {"SLUICE_GLUE_MINUTE_SECONDS": "3", "SFN_WAIT_SCALE": "0.02"}
    # Tests start one short job run after the other, with clients that do not try again (test_limits.py has the rate).
    times["SLUICE_GLUE_STARTS_PER_SECOND"] = "0"
    with started(tmp_path_factory.mktemp("sluice"), free_port(), **times) as (local_aws, _):
        yield local_aws


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Spread the tests that cost a Spark process evenly among the others, which run while the next process boots."""
    own = [item for item in items if Path(__file__).parent in item.path.parents]
    ending = [item for item in own if item.get_closest_marker("ends_worker")]
    others = [item for item in own if not item.get_closest_marker("ends_worker")]
    places = {round((at + 1) * len(others) / (len(ending) + 1)): item for at, item in enumerate(ending)}
    spread = [item for at, other in enumerate(others) for item in (*([places[at]] if at in places else []), other)]
    if len(spread) == len(own):  # a few tests alone keep their order
        moved = iter(spread)
        items[:] = [next(moved) if item in own else item for item in items]
