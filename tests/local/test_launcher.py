"""The launcher serves what the patches were written against, or says why not."""

import os
import signal
import socket
import subprocess
import sys
import types

import pytest

from local import launcher
from local.patching import PatchError, patch
from tests.local.conftest import ROOT, free_port, started, wait_for


def up(port, tmp_path):
    command = [sys.executable, "-m", "local", "up", "--port", str(port), "--state-dir", str(tmp_path)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, env={**os.environ})


def test_a_port_in_use_is_said_with_the_remedy(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = up(port, tmp_path)
    assert ended.returncode == 1
    assert ended.stderr.strip() == (
        f"Port {port} is in use: stop what listens there (`sluice down` if it is Sluice), "
        "or choose another with --port."
    )


def test_missing_jars_are_said_with_the_remedy(tmp_path):
    ended = up(free_port(), tmp_path)
    assert ended.returncode == 1
    assert "iceberg-aws-bundle-1.10.0.jar" in ended.stderr
    assert ended.stderr.strip().endswith(f"run `python -m local install-jars --state-dir {tmp_path}`.")


def test_a_missing_java_is_said_with_the_remedy(tmp_path, monkeypatch):
    (tmp_path / "jars").symlink_to(ROOT / ".sluice" / "jars")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(launcher.StartError, match=r"Spark needs Java 17 and .*bin/java is not there: install it"):
        launcher.check_spark(tmp_path)


def test_another_version_of_the_emulator_is_refused(monkeypatch):
    monkeypatch.setattr(launcher, "version", lambda _: "1.6.0")
    with pytest.raises(launcher.StartError, match=r"MiniStack 1\.6\.0 is installed, expected 1\.5\.33"):
        launcher.check_version()


def test_a_patch_of_a_function_that_is_gone_is_refused():
    module = types.ModuleType("emulator")
    with pytest.raises(PatchError, match=r"emulator\.start is missing"):
        patch(module, "start", ["data"], lambda original: original)


def test_a_patch_of_a_function_with_other_parameters_is_refused():
    module = types.ModuleType("emulator")
    module.start = lambda data, region: None
    with pytest.raises(PatchError, match=r"emulator\.start takes \(data, region\), expected \(data\)"):
        patch(module, "start", ["data"], lambda original: original)


def test_a_patch_that_does_not_fit_keeps_the_launcher_from_serving(tmp_path, monkeypatch):
    module = types.ModuleType("misfit")
    module.apply = lambda: patch(types.ModuleType("emulator"), "start", ["data"], lambda original: original)
    monkeypatch.setitem(sys.modules, "misfit", module)
    with pytest.raises(PatchError):
        launcher.apply_patches(("misfit",))


@pytest.mark.local_aws
@pytest.mark.spark
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_nothing_outlives_the_server_however_it_ends(tmp_path, how):
    with started(tmp_path, free_port()) as (own, server):
        job = own.make_job("import os, time\nprint('pid', os.getpid(), flush=True)\ntime.sleep(600)")
        run_id = own.client("glue").start_job_run(JobName=job)["JobRunId"]
        log = tmp_path / "logs" / "glue" / f"{run_id}.log"
        pid = int(wait_for(lambda: log.read_text() if log.exists() and "pid" in log.read_text() else None).split()[1])
        assert (tmp_path / "tmp").is_dir()
        server.send_signal(how)
        server.wait(20)
        wait_for(lambda: None if alive(pid) else True, 10)
        if how == signal.SIGTERM:  # else the next start clears it
            assert not (tmp_path / "tmp").exists()


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.local_aws
def test_it_listens_on_loopback_only(aws):
    port = int(aws.endpoint.rsplit(":", 1)[1])
    addresses = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)} - {"127.0.0.1"}
    for address in addresses:
        with socket.socket() as probe:
            probe.settimeout(1)
            assert probe.connect_ex((address, port)) != 0
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.local_aws
def test_root_keys_work_and_unknown_keys_do_not(aws):
    assert aws.client("sts").get_caller_identity()["Account"] == "000000000000"
    unknown = {"AccessKeyId": "AKIAUNKNOWN000000000", "SecretAccessKey": "x", "SessionToken": "x"}
    with pytest.raises(Exception, match=r"InvalidAccessKeyId|InvalidClientTokenId"):
        aws.client("s3", unknown).list_buckets()
