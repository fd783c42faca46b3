"""`<file>.rejection.json` of a file that the staging job refuses; `record-load` takes both to quarantine."""

from etl.contract.finding import clip
from etl.definitions import Document
from etl.errors import FileError

SHOWN = 100
"""How many problems are described one by one, as by the validator; the others are counted in `totals`."""


def problem(column: str | None, rule: str, expected: str, found: str) -> Document:
    """One thing wrong; Spark does not know on which line."""
    column = column and clip(column)
    message = f"{f'column {column}: ' if column else ''}expected {expected}, found {found}"
    return {"line": None, "column": column, "rule": rule, "expected": expected, "found": found, "message": message}


def findings(load: Document, rows: int, totals: dict[str, int], problems: list[Document]) -> Document:
    """What was found in the file of `load`: of `rows` rows, by rule, and the first problems in full."""
    about = {name: load[name] for name in ("load_id", "table", "bucket", "key", "version_id")}
    counts = {"rows_checked": rows, "problem_count": sum(totals.values()), "totals": totals}
    return about | counts | {"problems": problems}


def rejection(error: FileError, load: Document, facts: Document, alone: bool) -> Document | None:
    """The rejection of the file of `load`; None when the error speaks of another file.

    `alone`: no other file was read, so that an error without findings can speak of this one only.
    """
    found = error.findings or (_whole(error, load, facts) if alone else None)
    return found | {"reason": str(error)} if found and found["load_id"] == load["load_id"] else None


def _whole(error: FileError, load: Document, facts: Document) -> Document:
    wrong = problem(None, "file", f"a file that matches {load['table']}", "one that does not")
    return findings(load, facts["rows_checked"], {"file": 1}, [wrong | {"message": str(error)}])
