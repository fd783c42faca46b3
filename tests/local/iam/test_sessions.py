"""Functions that start at once all get their credentials."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from ministack.services import sts

from local.iam.sessions import _serialized


@pytest.fixture
def impatient_threads():
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def test_many_threads_register_credentials_at_once(monkeypatch: pytest.MonkeyPatch, impatient_threads: None) -> None:
    monkeypatch.setattr(sts, "_sessions", {f"old {at}": {"Expiration": 1e12} for at in range(300)})
    register = _serialized(sts.register_session)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda at: register(f"key {at}", {}), range(2000)))
    assert len(sts._sessions) == 2300
