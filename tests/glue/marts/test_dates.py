"""Several batch dates in one job run: a fate for each, and the served date in the end."""

from typing import Any

import pytest
from etl.errors import CommitConflictError, MartTestError
from etl.marts import dates

D1, D2, D3 = "2026-03-01", "2026-03-02", "2026-03-03"
REPORTS = "s3://mart/_reports/things/run/0/"


class Job:
    """A mart without Spark: `served` is the date that `main` shows, `fails` the dates that cannot be built."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, served: str | None = None, **fails: Exception) -> None:
        self.served, self.fails = served, {name.replace("_", "-")[1:]: error for name, error in fails.items()}
        self.built: list[str] = []
        self.documents: dict[str, Any] = {}
        monkeypatch.setattr(dates, "build", self._build)
        monkeypatch.setattr(dates, "Objects", lambda: self)

    def write_json(self, uri: str, document: Any) -> None:
        self.documents[uri.removeprefix(REPORTS)] = document

    def names_below(self, uri: str) -> list[str]:
        assert uri == REPORTS
        return list(self.documents)

    def run(self, *batch_dates: str) -> list[str]:
        """The job; gives the dates that it reports."""
        given = {"withdrawn": ["2042-01-01"], "run_id": "run"}
        built = dates.build_dates(None, batch_dates, REPORTS, "things", job_run="jr", **given)
        return [report["batch_date"] for report in built]

    def _build(self, spark: None, mart: str, batch_date: str, to_come: Any = (), **given: Any) -> dict[str, Any]:
        assert (mart, given) == ("things", {"withdrawn": ["2042-01-01"], "run_id": "run"})
        self.built.append(batch_date)
        if batch_date in self.fails:
            raise self.fails[batch_date]
        published = max(batch_date, self.served or batch_date)
        if published > batch_date and all(date > published for date in to_come):
            self.built.append(published)
        self.served = published
        return {"mart": mart, "batch_date": batch_date, "published_batch_date": published}


def test_dates_are_built_oldest_first_and_each_leaves_its_report(monkeypatch):
    job = Job(monkeypatch)
    assert job.run(D3, D1, D2) == [D1, D2, D3]
    assert list(job.documents) == [f"{date}.json" for date in (D1, D2, D3)]


def test_a_date_that_fails_fails_alone_and_the_job_raises_in_the_end(monkeypatch):
    job = Job(monkeypatch, _2026_03_02=MartTestError("2 rows fail."))
    with pytest.raises(MartTestError, match="2 rows fail"):
        job.run(D1, D2, D3)
    assert job.built == [D1, D2, D3]
    told = {"error": "MartTestError", "error_message": "2 rows fail.", "retryable": False}
    failure = {"mart": "things", "batch_date": D2, "job_run": "jr", **told}
    assert job.documents[f"{D2}.failure.json"] == failure
    assert [f"{date}.json" in job.documents for date in (D1, D2, D3)] == [True, False, True]


def test_an_error_that_another_job_run_can_mend_is_raised_first_and_that_run_goes_on(monkeypatch):
    conflict = CommitConflictError("main moved.")
    job = Job(monkeypatch, _2026_03_01=MartTestError("2 rows fail."), _2026_03_03=conflict)
    with pytest.raises(CommitConflictError):
        job.run(D1, D2, D3)
    job.fails = {}
    assert job.run(D1, D2, D3) == [D1, D3]


@pytest.mark.parametrize(
    ("asked", "fails", "built"),
    [
        ((D1,), (), [D1, D3]),
        ((D1, D2), (), [D1, D2, D3]),
        ((D1, D3), (), [D1, D3]),
        ((D1, D2), (D2,), [D1, D2, D3]),
        ((D1, D2, D3), (D3,), [D1, D2, D3]),
    ],
    ids=["after an older date", "once after two", "not besides", "though the last fails", "unless it fails itself"],
)
def test_the_served_date_is_built_again_after_older_ones(monkeypatch, asked, fails, built):
    job = Job(monkeypatch, D3, **{f"_{date.replace('-', '_')}": MartTestError("no") for date in fails})
    try:
        job.run(*asked)
    except MartTestError:
        assert fails
    assert job.built == built


def test_a_date_whose_rows_the_served_date_does_not_get_has_failed(monkeypatch):
    """The last older date is to build the served one as well, and fails; the served one fails then, too."""
    job = Job(monkeypatch, D3, _2026_03_02=MartTestError("no"), _2026_03_03=CommitConflictError("main moved."))
    with pytest.raises(CommitConflictError):
        job.run(D1, D2)
    assert job.built == [D1, D2, D3]
    assert sorted(job.documents) == [f"{D1}.failure.json", f"{D2}.failure.json"]
    assert job.documents[f"{D1}.failure.json"]["error"] == "CommitConflictError"
    job.fails = {}
    assert job.run(D1, D2) == [D1, D2]
