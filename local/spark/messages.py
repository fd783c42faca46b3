"""The text of Glue's ErrorMessage, in the forms that public examples have (tests/recorded/glue.json)."""

from __future__ import annotations

import traceback

from py4j.protocol import Py4JJavaError
from pyspark.errors import AnalysisException, PySparkException

MAX_CHARACTERS = 4000
CATEGORIES: dict[type[BaseException], str] = {
    AnalysisException: "QUERY_ERROR",
    KeyError: "INVALID_ARGUMENT_ERROR",
}
UNCLASSIFIED = "UNCLASSIFIED_ERROR"


class LaunchError(Exception):
    """The script or an archive could not be fetched."""


def error_message(error: BaseException, script: str) -> str:
    """Glue's classification, the last line of the script, where one was reached, and the error's own words.

    Query plan and stack trace are in the log.
    """
    if isinstance(error, LaunchError):
        return f"LAUNCH ERROR | {error}Please refer logs for details."
    category = next((name for kind, name in CATEGORIES.items() if isinstance(error, kind)), UNCLASSIFIED)
    line = _last_line(error, script)
    where = f"Failed Line Number: {line}; " if line else ""
    return f"Error Category: {category}; {where}{_said(error)}"[:MAX_CHARACTERS].strip()


def _said(error: BaseException) -> str:
    """`ErrorClass: text`; a Java error has the call in place of its class."""
    if isinstance(error, Py4JJavaError):
        call = str(error).split("\n")[0].removesuffix(".")
        return f"{call}. {error.java_exception.getMessage() or error.java_exception.toString()}"
    text = str(error)
    if isinstance(error, PySparkException):
        text = text.split("\n\nJVM stacktrace")[0].split(";\n")[0]
    return f"{type(error).__name__}: {text}"


def _last_line(error: BaseException, script: str) -> int | None:
    """Where the script itself was, however deep the error lies."""
    frames = traceback.extract_tb(error.__traceback__)
    return next((frame.lineno for frame in frames if frame.filename == script), None)
