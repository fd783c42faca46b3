"""Several loads in one job run: a fate for each, and a job run that goes on where another was ended."""

from typing import Any

import pytest
from etl import turn
from etl.errors import CommitConflictError, RowContractError

REPORTS = "s3://staging/_reports/"
BEGUN = "s3://staging/turn.begun.json"


class Job:
    """Staging without Spark: `fails` are the loads that cannot be staged."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **fails: BaseException) -> None:
        self.fails = fails
        self.staged: list[str] = []
        self.documents: dict[str, Any] = {}
        self.groups: list[list[str]] = []
        self.alike: dict[str, Any] = {"facts": {"rows": 1}, "approve": ["deletes"]}
        monkeypatch.setattr(turn, "stage", self._stage)
        monkeypatch.setattr(turn, "stage_together", self._stage_together)
        monkeypatch.setattr(turn, "Objects", lambda: self)
        monkeypatch.setattr(turn, "_is_alive", lambda _: True)

    def write_json(self, uri: str, document: Any) -> None:
        self.documents[uri.removeprefix(REPORTS)] = document

    def names_below(self, uri: str) -> list[str]:
        return [name for name in self.documents if name == uri.removeprefix(REPORTS)]

    def read_json(self, uri: str) -> Any:
        assert uri == "s3://staging/turn.json"
        return {"table": "shop/things", "loads": [self._order(name) for name in ("a", "b", "c")]}

    def run(self) -> list[str]:
        """The job; gives the loads that it reports."""
        given = {"table": "shop/things", "staging_bucket": "staging"}
        return [report["load_id"] for report in turn.stage_loads(None, "s3://staging/turn.json", "jr", **given)]

    def _order(self, name: str) -> dict[str, Any]:
        asked = {**self.alike, "withdraw": [], "run_id": f"run of {name}"}
        return {"load": {"load_id": name}, "report": f"{REPORTS}{name}.json", **asked}

    def _stage(self, spark: None, load: Any, run_id: str, **given: Any) -> dict[str, Any]:
        name = load["load_id"]
        assert run_id == f"run of {name}"
        assert given == {**self.alike, "withdraw": [], "table": "shop/things", "staging_bucket": "staging"}
        self.staged.append(name)
        if name in self.fails:
            raise self.fails[name]
        return {"load_id": name}

    def _stage_together(self, spark: None, orders: Any, **given: Any) -> list[dict[str, Any]]:
        names = [order["load"]["load_id"] for order in orders]
        assert given == {"table": "shop/things", "staging_bucket": "staging"}
        self.groups.append(names)
        for name in names:
            if name in self.fails:
                raise self.fails[name]
        return [{"load_id": name} for name in names]


ALIKE = {"facts": {"rows": 1, "rows_checked": 1, "rows_quarantined": 0, "bytes": 9}, "approve": []}


def _failure(error: str, message: str, retryable: bool) -> dict[str, Any]:
    return {"job_run": "jr", "error": error, "error_message": message, "retryable": retryable}


def test_loads_are_staged_in_order_and_each_leaves_its_report(monkeypatch):
    job = Job(monkeypatch)
    assert job.run() == job.staged == ["a", "b", "c"]
    assert set(job.documents) == {"a.json", "b.json", "c.json", BEGUN}


def test_a_load_that_fails_fails_alone_with_what_is_wrong_with_its_file_and_the_job_raises_in_the_end(monkeypatch):
    bad = RowContractError("line 3.")
    bad.rejection = {"load_id": "b"}
    job = Job(monkeypatch, b=bad)
    with pytest.raises(RowContractError, match="line 3"):
        job.run()
    assert job.staged == ["a", "b", "c"]
    assert job.documents["b.failure.json"] == _failure("RowContractError", "line 3.", retryable=False)
    assert job.documents["b.rejection.json"] == {"load_id": "b"}
    assert [f"{name}.json" in job.documents for name in "abc"] == [True, False, True]


def test_a_load_says_whether_it_can_succeed_a_little_later_and_the_next_job_run_stages_what_has_no_report(
    monkeypatch,
):
    job = Job(monkeypatch, c=CommitConflictError("main moved."))
    with pytest.raises(CommitConflictError):
        job.run()
    assert job.documents["c.failure.json"] == _failure("CommitConflictError", "main moved.", retryable=True)
    job.fails = {}
    assert job.run() == ["c"]


def test_a_job_run_that_is_ended_says_at_which_load(monkeypatch):
    job = Job(monkeypatch, b=KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        job.run()
    assert job.documents[BEGUN] == {"load_id": "b"}
    assert [name for name in job.documents if "failure" in name] == []


def test_when_spark_has_ended_no_load_is_to_blame_and_the_loads_to_come_are_left_alone(monkeypatch):
    job = Job(monkeypatch, b=OSError("no JVM"))
    monkeypatch.setattr(turn, "_is_alive", lambda _: False)
    with pytest.raises(OSError, match="no JVM"):
        job.run()
    assert job.staged == ["a", "b"]
    assert [name for name in job.documents if "failure" in name] == []


def test_loads_that_are_alike_are_staged_together_and_each_leaves_its_report(monkeypatch):
    job = Job(monkeypatch)
    job.alike = ALIKE
    assert job.run() == ["a", "b", "c"]
    assert (job.groups, job.staged) == ([["a", "b", "c"]], [])
    assert set(job.documents) == {"a.json", "b.json", "c.json", BEGUN}


def test_where_anything_is_wrong_with_a_group_its_loads_are_staged_one_by_one(monkeypatch):
    job = Job(monkeypatch, b=RowContractError("line 3."))
    job.alike = ALIKE
    with pytest.raises(RowContractError):
        job.run()
    assert (job.groups, job.staged) == ([["a", "b", "c"]], ["a", "b", "c"])
    assert [f"{name}.json" in job.documents for name in "abc"] == [True, False, True]


def test_after_a_job_run_that_ended_in_a_group_the_next_one_finds_out_at_which_load(monkeypatch):
    job = Job(monkeypatch, b=OSError("no JVM"))
    job.alike = ALIKE
    monkeypatch.setattr(turn, "_is_alive", lambda _: False)
    with pytest.raises(OSError, match="no JVM"):
        job.run()
    assert (job.staged, set(job.documents)) == ([], {BEGUN})
    with pytest.raises(OSError, match="no JVM"):
        job.run()
    assert (job.staged, job.documents[BEGUN]) == (["a", "b"], {"load_id": "b"})
    assert set(job.documents) == {BEGUN, "a.json"}
