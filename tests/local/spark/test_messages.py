"""The local AWS words a failed job run as Glue does: in the forms of tests/recorded/glue.json."""

import json
import re
import runpy
from pathlib import Path

import pytest
from py4j.protocol import Py4JJavaError
from pyspark.errors import AnalysisException

from local.spark.messages import LaunchError, error_message

FORMS = json.loads((Path(__file__).parents[2] / "recorded" / "glue.json").read_text())["forms"]


class Java(Py4JJavaError):
    """An error of Java without a JVM."""

    def __init__(self, message):
        self.java_exception = type("Throwable", (), {"getMessage": lambda _: message, "toString": lambda _: "a.B"})()

    def __str__(self):
        return "An error occurred while calling o1.x.\n: org.apache.spark.SparkException: Task failed\n\tat a.b"


def said(tmp_path, error):
    """What is said of an error that the second line of a script raises."""
    script = tmp_path / "script.py"
    script.write_text("\nraise error\n")
    with pytest.raises(type(error)) as raised:
        runpy.run_path(str(script), init_globals={"error": error})
    return error_message(raised.value, str(script))


@pytest.mark.parametrize(
    ("error", "form", "message"),
    [
        (ValueError("no"), "named", "Error Category: UNCLASSIFIED_ERROR; Failed Line Number: 2; ValueError: no"),
        (KeyError("a"), "named", "Error Category: INVALID_ARGUMENT_ERROR; Failed Line Number: 2; KeyError: 'a'"),
        (
            AnalysisException("no column a;\n'Project"),
            "named",
            "Error Category: QUERY_ERROR; Failed Line Number: 2; AnalysisException: no column a",
        ),
        (SystemExit("no"), "exit", "Error Category: UNCLASSIFIED_ERROR; Failed Line Number: 2; SystemExit: no"),
        (
            Java("Failed"),
            "java",
            "Error Category: UNCLASSIFIED_ERROR; Failed Line Number: 2; An error occurred while calling o1.x. Failed",
        ),
        (LaunchError("s3://b/k: gone."), "launch", "LAUNCH ERROR | s3://b/k: gone.Please refer logs for details."),
    ],
)
def test_an_error_is_worded_in_its_form(tmp_path, error, form, message):
    text = said(tmp_path, error)
    assert text == message
    assert re.fullmatch(FORMS[form], text)


def test_without_a_line_where_the_script_was_not_reached(tmp_path):
    assert error_message(ValueError("no"), "script.py") == "Error Category: UNCLASSIFIED_ERROR; ValueError: no"
