"""Spark comes to the verdicts of the cases that all engines share, whatever its columns settle without the contract."""

from functools import reduce

import pytest
from etl.gate.casting import typed
from etl.gate.rows import BAD
from etl.platform import session
from etl.readers import READERS
from etl.readers.file import File
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from tests.glue.contract_cases import DEFINITIONS, breaches, content, read_groups
from tests.sweep import either, swept

pytestmark = [pytest.mark.spark, swept]

ALL = read_groups()
# Python without Spark goes through all of them (test_cases.py).
GROUPS = either(dict(list(ALL.items())[::4]), ALL)
CSV = [name for name, group in GROUPS.items() if group["format"]["type"] == "csv"]


def _bad(spark, folder, names, every_row):
    """What is wrong with the rows of these groups. Many groups are one query: a query of its own costs a second."""
    names, found = list(names), {name: [] for name in names}
    for start in range(0, len(names), 30):
        # Spark interprets the columns of a small load, and compiles others: both come to the verdicts.
        session.prepare(spark, 0, log_bytes=start % 60 and session.BYTES_PER_PARTITION)
        groups = [_of_group(spark, folder, name, every_row) for name in names[start : start + 30]]
        rows = reduce(DataFrame.union, groups)
        for row in sorted(rows.collect(), key=lambda row: row["at"]):
            found[row["name"]].append(row[BAD])
    return found


def _of_group(spark, folder, name, every_row):
    table, group = DEFINITIONS["tables"][name], GROUPS[name]
    path = folder / name.replace("/", "_")
    path.write_bytes(content(group, table).encode())
    facts = {
        "rows": len(group["rows"]),
        "header": list(group["row_schema"]["properties"]),
        "encoding": "utf-8",
        "embedded_newlines": True,
    }
    file = File(spark, path.as_uri(), table, facts, DEFINITIONS["contract"], single_partition=True)
    raw = READERS[table["format"]["type"]](file).coalesce(1)
    rows = typed(raw, table, DEFINITIONS["contract"], every_row)
    return rows.select(F.lit(name).alias("name"), F.monotonically_increasing_id().alias("at"), BAD)


@pytest.fixture(scope="module")
def found(spark, tmp_path_factory):
    return _bad(spark, tmp_path_factory.mktemp("groups"), GROUPS, every_row=True)


@pytest.mark.parametrize("name", GROUPS)
def test_spark_comes_to_the_shared_verdicts(found, name):
    expected = [breaches(row["verdict"]) for row in GROUPS[name]["rows"]]
    assert [breaches([one.asDict() for one in each or []]) for each in found[name]] == expected


def test_what_columns_settle_is_valid_and_is_most_of_what_is_valid(spark, tmp_path):
    certain, valid = 0, 0
    for name, bad in _bad(spark, tmp_path, CSV, every_row=False).items():
        rows, settled = GROUPS[name]["rows"], [one is None for one in bad]
        assert not [row for row, sure in zip(rows, settled, strict=True) if sure and row["verdict"] != "valid"], name
        certain, valid = certain + sum(settled), valid + [row["verdict"] for row in rows].count("valid")
    assert certain > valid / 3


def test_a_plain_file_of_which_the_columns_settle_all_rows_never_meets_python(spark, tmp_path):
    table = DEFINITIONS["tables"]["integers/g0"]
    assert "Python" in _plan(spark, tmp_path / "data", table, every_row=True)
    assert "Python" not in _plan(spark, tmp_path / "data", table, every_row=False)


def _plan(spark, path, table, every_row):
    path.write_text("id,v\n1,2\n")
    facts = {"rows": 1, "header": ["id", "v"], "encoding": "utf-8"}
    file = File(spark, path.as_uri(), table, facts, DEFINITIONS["contract"], single_partition=True)
    rows = typed(READERS["csv"](file), table, DEFINITIONS["contract"], every_row)
    return rows._jdf.queryExecution().executedPlan().toString()
