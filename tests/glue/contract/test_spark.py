"""The contract on executors, which cannot import the library: it comes with the task."""

import pytest
from etl.contract import Finding, compile_contract, compile_parse
from etl.readers.envelope import compile_unwrap

from tests.glue.contract_cases import DEFINITIONS, breaches, read_groups

pytestmark = pytest.mark.spark


def _findings(tables, terms):
    """A partition's work: (name of a table, texts of rows) -> the name, findings of each text as plain tuples."""

    def check(groups):
        read = compile_parse("one JSON object on the line", terms)
        for name, texts in groups:
            contract, unwrap = compile_contract(tables[name], terms), compile_unwrap(tables[name], terms)
            rows = [list(unwrap(read(text))) for text in texts]
            yield name, [[tuple(one) for row in each for one in _judged(contract, row)] for each in rows]

    def _judged(contract, row):
        return [row] if isinstance(row, Finding) else contract(row)

    return check


def test_executors_come_to_the_shared_verdicts(spark):
    groups = {name: group["rows"] for name, group in read_groups().items() if group["format"]["type"] == "jsonl"}
    assert {"integers", "decimals", "nested", "logic", "json_texts", "date_patterns"} <= {
        name.split("/")[0] for name in groups
    }
    texts = [(name, [row["text"] for row in rows]) for name, rows in groups.items()]
    tables = {name: DEFINITIONS["tables"][name] for name in groups}
    check = _findings(tables, DEFINITIONS["contract"])
    found = dict(spark.sparkContext.parallelize(texts, 2).mapPartitions(check).collect())
    verdicts = {
        name: [breaches([Finding(*finding)._asdict() for finding in findings]) for findings in each]
        for name, each in found.items()
    }
    assert verdicts == {name: [breaches(row["verdict"]) for row in rows] for name, rows in groups.items()}


def test_the_executors_have_no_library_to_import(spark):
    def try_import(_):
        try:
            import etl  # noqa: F401
        except ImportError:
            return ["missing"]
        return ["there"]

    assert spark.sparkContext.parallelize([0], 1).mapPartitions(try_import).collect() == ["missing"]
