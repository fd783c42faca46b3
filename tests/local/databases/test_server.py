"""What stops a sample database before it starts. A server that runs is in tests/glue/pull, which pulls from it."""

import pytest

from local.databases.binaries import pins
from local.databases.server import Server, ServerError
from tests.local.conftest import ROOT

JARS = ROOT / ".sluice" / "jars"


def test_sql_that_is_refused_is_said(monkeypatch):
    said = 'ERROR:  syntax error at or near "tabel"'
    monkeypatch.setattr(Server, "_run", lambda _self, _command, text: said if "tabel" in text else "")
    with pytest.raises(ServerError, match=r"^The SQL of the database shop was refused: .*syntax error"):
        Server(JARS, {"shop": "create tabel a (i int)"})


def test_binaries_that_are_not_there_are_said(tmp_path):
    with pytest.raises(ServerError, match=rf"^There is no PostgreSQL in {tmp_path}.*: run .*install-jars"):
        Server(tmp_path)


def test_linux_and_macos_have_binaries_on_both_architectures():
    assert list(pins()) == ["linux-x86_64", "linux-aarch64", "darwin-x86_64", "darwin-arm64"]
