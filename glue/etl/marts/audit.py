"""The audit of a mart: its tests, run on the branch before anything is published.

A failed test halts the build, or with `severity: warn` is only told.
"""

from pyspark.sql import DataFrame

from etl.commands import query_command
from etl.documents import MartReport, MartTest, MartTestOutcome, UniqueTest
from etl.errors import MartTestError
from etl.marts import KINDS, checks, inputs
from etl.marts.checks import Outcome
from etl.marts.inputs import matching
from etl.marts.rows import register
from etl.marts.run import MartRun, tag_of
from etl.marts.state import MadeFrom
from etl.marts.touched import few
from etl.marts.write import Written
from etl.names import quoted
from etl.platform.iceberg import Branch

READING = ("relationships", "sql")
"""Types of tests that read other rows, too."""
NAMED = 3
"""Failed tests that an error tells of; it counts the rest."""


def audit(run: MartRun, rows: DataFrame, now: MadeFrom, written: Written) -> list[Outcome]:
    """The outcome of each test of the definition over these rows, and of the test that the key of a row is unique."""
    kind = KINDS[run.mart["kind"]]
    tested = kind.tested(run.mart, rows)
    keys: list[UniqueTest] = [
        {"type": "unique", "severity": "halt", "columns": columns} for columns in kind.keys(run.mart, rows.columns)
    ]
    of_keys = [key["columns"] for key in keys]
    declared = [test for test in run.mart["tests"] if test["type"] != "unique" or test["columns"] not in of_keys]
    tests: list[MartTest] = [*keys, *declared]
    if any(test["type"] in READING for test in tests):
        if written.way == "changed":
            register(run, now["inputs"])  # Else the views have the touched keys only.
        inputs.show_members(run)
        tested.createOrReplaceTempView(f"mart__{run.mart['id']}")
    outcomes = checks.run(
        [(test, _about(run, test, tested, written)) for test in tests if test["type"] in checks.TYPES]
    )
    for test in tests:
        if test["type"] == "row_count_change":
            outcomes.append(checks.row_count_change(test, written.state["rows"], _rows_before(run)))
    return outcomes


def _about(run: MartRun, test: MartTest, rows: DataFrame, written: Written) -> DataFrame:
    """The rows that can fail a test: if it passed in the state before, those that took the place of others."""
    replaced, before = written.replaced, written.state["tests"]
    passed = [not done["failures"] for done in before if done["test"] == checks.describe(test)]
    if replaced is None or test["type"] in READING or not passed or not all(passed):
        return rows
    if test["type"] != "unique":
        return replaced.new
    if set(run.mart["natural_key"]) <= set(test["columns"]) or run.mart["surrogate_key"] in test["columns"]:
        return replaced.made  # Two rows with one surrogate key have one natural key, of which it is made.
    values = replaced.new.select(*map(quoted, test["columns"])).distinct()
    return matching(rows, few(values, replaced.new_counts["rows"]), nulls_match=True)


def reported(outcomes: list[Outcome]) -> list[MartTestOutcome]:
    """The outcomes as the report has them."""
    return [
        {
            "test": done.name,
            "severity": done.test["severity"],
            "passed": not done.failures,
            "failures": done.failures,
            "examples": done.examples,
        }
        for done in outcomes
    ]


def refuse(run: MartRun, branch: Branch, outcomes: list[Outcome], report: MartReport) -> None:
    """Raise for the failed tests that halt, with a few of the rows and the command that shows all of them.

    The error has the `report` of the build.
    """
    failed = [done for done in outcomes if done.failures and done.test["severity"] == "halt"]
    if not failed:
        return
    told = "; ".join(_sentence(done) for done in failed[:NAMED])
    more = f"; and {len(failed) - NAMED} more tests" if len(failed) > NAMED else ""
    error = MartTestError(
        f"{run.mart['id']} as of {run.batch_date}: {len(failed)} of {len(outcomes)} tests failed: {told}{more}; the "
        "mart as published before keeps serving, correct the data or the test and build it again. All rows: "
        f"{query_command(_all_rows(run, branch, failed[0]))}"
    )
    error.report = report
    raise error


def _sentence(done: Outcome) -> str:
    examples = f", for example {'; '.join(done.examples)}" if done.examples else ""
    return f"{done.name} has {done.failures} failing rows{examples}"


def _all_rows(run: MartRun, branch: Branch, done: Outcome) -> str:
    """Athena's SQL for the rows that fail a test; for a test that reads other tables too, all rows of the branch."""
    columns, rest = _failing(done.test)
    return f"select {columns} from mart.{run.mart['id']} for version as of {branch.snapshot()}{rest}"  # noqa: S608


def _failing(test: MartTest) -> tuple[str, str]:
    """What to select, and the end of the query."""
    if test["type"] == "not_null":
        return "*", f" where {' or '.join(f'{_name(each)} is null' for each in test['columns'])}"
    if test["type"] == "accepted_values":
        return "*", f" where {_name(test['column'])} not in ({', '.join(map(_value, test['values']))})"
    if test["type"] == "unique":
        columns = ", ".join(map(_name, test["columns"]))
        return f"{columns}, count(*) as copies", f" group by {columns} having count(*) > 1"
    return "*", ""


def _name(column: str) -> str:
    return f'"{column}"'


def _value(value: str | float | bool) -> str:
    if isinstance(value, str):
        escaped = value.replace("'", "''")
        return f"'{escaped}'"
    return str(value).lower()


def _rows_before(run: MartRun) -> int | None:
    """Rows of the newest tagged state before the batch date: from metadata, whatever the order of builds."""
    before = max((date for date in run.states() if date < run.batch_date), default=None)
    snapshot = run.target.ref(tag_of(before)) if before else None
    return None if snapshot is None else run.target.rows(snapshot)
