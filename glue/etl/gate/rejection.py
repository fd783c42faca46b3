"""`<file>.rejection.json` of a file that the staging job refuses; `record-load` takes both to quarantine."""

from etl.contract.finding import clip
from etl.documents import Load, Problem, Rejection, ValidationFacts
from etl.errors import FileError

SHOWN = 100
"""Problems described one by one (limits.problems of schemas/meta/contract.json); the others are counted in `totals`."""


def problem(column: str | None, rule: str, expected: str, found: str) -> Problem:
    """One thing wrong; Spark does not know on which line."""
    column = column and clip(column)
    message = f"{f'column {column}: ' if column else ''}expected {expected}, found {found}"
    return {"line": None, "column": column, "rule": rule, "expected": expected, "found": found, "message": message}


def findings(load: Load, rows: int, totals: dict[str, int], problems: list[Problem]) -> Rejection:
    """What was found in the file of `load`: of `rows` rows, by rule, and the first problems in full."""
    return {
        "load_id": load["load_id"],
        "table": load["table"],
        "bucket": load["bucket"],
        "key": load["key"],
        "version_id": load["version_id"],
        "reason": "",  # the sentence of the error that the findings belong to
        "rows_checked": rows,
        "problem_count": sum(totals.values()),
        "totals": totals,
        "problems": problems,
    }


def rejection(error: FileError, load: Load, facts: ValidationFacts, parts: set[str], alone: bool) -> Rejection | None:
    """The rejection of the file of `load`, or of one of its `parts` (load ids); None if the error is about another.

    `alone`: no other file was read, so that an error without findings can speak of this one only.
    """
    found = error.findings or (_whole(error, load, facts) if alone else None)
    if found is None or found["load_id"] not in parts:
        return None
    return {**found, "reason": str(error)}


def _whole(error: FileError, load: Load, facts: ValidationFacts) -> Rejection:
    wrong = problem(None, "file", f"a file that matches {load['table']}", "one that does not")
    return findings(load, facts["rows_checked"], {"file": 1}, [{**wrong, "message": str(error)}])
