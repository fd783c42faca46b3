"""The failure document: what a job says of its error."""

import json

import pytest
from etl.errors import CommitConflictError, MartTestError, MassDeleteError, named_errors
from etl.platform import failures
from etl.platform.failures import failure_left, told
from pyspark.errors import PySparkException


class Silent(Exception):
    def __str__(self):
        raise ConnectionError("no JVM")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (MassDeleteError("shop/orders: too many."), ("MassDeleteError", "shop/orders: too many.", False)),
        (CommitConflictError("main moved."), ("CommitConflictError", "main moved.", True)),
        (ValueError("no"), ("ValueError", "no", False)),
        (ValueError("a;\n'Project [x]"), ("ValueError", "a", False)),
        (
            RuntimeError("Task failed: ExecutorLostFailure (x)"),
            ("RuntimeError", "Task failed: ExecutorLostFailure (x)", True),
        ),
        (
            RuntimeError("An error occurred while calling o1.x.\n: java.io.IOException: full\n\tat a"),
            ("RuntimeError", "java.io.IOException: full\n\tat a", False),
        ),
        (
            RuntimeError("org.apache.iceberg.exceptions.NotFoundException: Location does not exist: s3://a/b"),
            (
                "RuntimeError",
                "org.apache.iceberg.exceptions.NotFoundException: Location does not exist: s3://a/b",
                True,
            ),
        ),
        (Silent(), ("Silent", "The Spark JVM ended while the job ran; SparkContext was shut down.", True)),
    ],
)
def test_an_error_is_told_by_its_name_and_sentence_and_whether_it_can_be_over_soon(error, expected):
    assert told(error) == expected


@pytest.mark.parametrize(
    "said",
    [
        "MartTestError: 2 rows.",
        "job aborted\nCaused by: java.lang.RuntimeException: MartTestError: 2 rows.\n\tat a.b",
        "[USER_RAISED_EXCEPTION] MartTestError: 2 rows. SQLSTATE: P0001\n\tat a.b",
    ],
    ids=["of a Python worker", "raised by Spark 3", "raised by Spark 4"],
)
def test_an_error_of_an_executor_has_its_name_again(said):
    with pytest.raises(MartTestError, match=r"^things: 2 rows\.$"), named_errors("things"):
        raise PySparkException(said)


@pytest.fixture
def written(monkeypatch):
    documents = {}

    class Fake:
        def write_json(self, uri, document):
            if uri.startswith("s3://gone"):
                raise ConnectionError("no S3")
            documents[uri] = json.loads(json.dumps(document))

    monkeypatch.setattr(failures, "Objects", Fake)
    return documents


def test_it_is_left_beside_the_report_and_the_error_goes_on(written):
    with pytest.raises(MassDeleteError), failure_left("s3://b/r.json", "jr_1"):
        raise MassDeleteError("too many.")
    told = {"error": "MassDeleteError", "error_message": "too many.", "retryable": False}
    assert written == {"s3://b/r.failure.json": {"job_run": "jr_1", **told}}


def test_a_success_leaves_none_and_neither_does_a_job_that_is_ended(written):
    with failure_left("s3://b/r.json", None):
        pass
    with pytest.raises(SystemExit), failure_left("s3://b/r.json", None):
        raise SystemExit(1)
    assert written == {}


def test_the_error_of_the_job_is_raised_even_if_s3_is_gone(written):
    with pytest.raises(MassDeleteError), failure_left("s3://gone/r.json", None):
        raise MassDeleteError("too many.")
